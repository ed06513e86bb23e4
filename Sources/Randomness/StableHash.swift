/// A 64-bit hash of a text that is the same in every run and on every machine: FNV-1a over its
/// UTF-8 bytes, finished by a SplitMix64 step so that short texts spread over all bits.
public func stableHash(_ text: String) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  return splitMix64(&hash)
}

/// One step of SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195).
public func splitMix64(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9e37_79b9_7f4a_7c15
  var z = state
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}
