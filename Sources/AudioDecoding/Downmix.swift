/// The mean of channels, block by block, and the largest magnitude seen.
struct Downmix {
  /// The mixed frames of the last block, from the start.
  private(set) var mono: [Float]
  private let channels: Int
  /// The bits of the largest magnitude so far: ordered like the magnitudes, with infinities and
  /// not-a-numbers above them all.
  private var peakBits: UInt32 = 0

  init(channels: Int, frames: Int) {
    self.channels = channels
    mono = [Float](repeating: 0, count: frames)
  }

  /// The largest magnitude so far.
  var peak: Float { Float(bitPattern: peakBits) }

  /// Mixes a block of interleaved samples.
  ///
  /// - Returns: Whether all samples so far are finite.
  mutating func mix(_ samples: Span<Float>) -> Bool {
    var bits = peakBits
    for i in samples.indices { bits = max(bits, samples[i].bitPattern & 0x7fff_ffff) }
    peakBits = bits
    let frames = samples.count / channels
    let channels = channels
    var mixed = mono.mutableSpan
    switch channels {
    case 1:
      for i in 0..<frames { mixed[i] = samples[i] }
    case 2:
      for i in 0..<frames { mixed[i] = (samples[2 * i] + samples[2 * i + 1]) / 2 }
    default:
      for i in 0..<frames {
        var sum = 0.0
        for channel in 0..<channels { sum += Double(samples[i * channels + channel]) }
        mixed[i] = Float(sum / Double(channels))
      }
    }
    return bits < Float.infinity.bitPattern
  }
}
