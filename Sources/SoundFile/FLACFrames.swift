internal import Foundation

/// Whether frames of a FLAC file are of another sample rate than its header says, as when streams
/// were recorded one after another; libsndfile would play all of them at the first rate.
///
/// Frame headers are found by their sync code and checksum (RFC 9639, section 9.1). Sound looks
/// like one by chance about once in 30 MB, so a few others among many frames do not count.
///
/// - Parameters:
///   - descriptor: The file, open; where it is read next does not change.
///   - rate: What its header says, in Hz.
func changesSampleRate(_ descriptor: Int32, rate: Int) -> Bool {
  var frames = 0
  var others = 0
  var start = 0
  var block = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = unsafe pread(descriptor, &block, block.count, off_t(start))
    guard count > longestHeader else { break }
    let last = count - longestHeader
    for i in 0...last where block[i] == 0xff && block[i + 1] & 0xfe == 0xf8 {
      guard let stated = frameRate(block[i..<(i + longestHeader)]) else { continue }
      frames += 1
      if stated != 0 && stated != rate { others += 1 }
    }
    start += last + 1
  }
  return others >= 2 && others * 100 > frames
}

/// The most bytes of a frame header, its checksum included.
private let longestHeader = 16

/// Rates that a frame header names by a number, in Hz; 0 for the rate of the file's header.
private let namedRates = [
  0, 88200, 176_400, 192_000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000,
]

/// The sample rate that a frame header states, in Hz; `nil` when the bytes are no frame header.
private func frameRate(_ bytes: ArraySlice<UInt8>) -> Int? {
  let header = Array(bytes)
  let numberLength = max(1, (~header[4]).leadingZeroBitCount)
  guard header[3] & 1 == 0, header[4] & 0xc0 != 0x80, header[4] != 0xff else { return nil }
  let blockCode = header[2] >> 4
  let blockLength = blockCode == 6 ? 1 : blockCode == 7 ? 2 : 0
  let rateStart = 4 + numberLength + blockLength
  let rate: Int
  let rateLength: Int
  switch Int(header[2] & 15) {
  case 12: (rate, rateLength) = (1000 * Int(header[rateStart]), 1)
  case 13: (rate, rateLength) = (Int(header[rateStart]) << 8 | Int(header[rateStart + 1]), 2)
  case 14: (rate, rateLength) = ((Int(header[rateStart]) << 8 | Int(header[rateStart + 1])) * 10, 2)
  case 15: return nil
  case let code: (rate, rateLength) = (namedRates[code], 0)
  }
  let end = rateStart + rateLength
  guard blockCode != 0, checksum(header[..<end]) == header[end] else { return nil }
  return rate
}

/// CRC-8 with the polynomial x⁸ + x² + x + 1.
private func checksum(_ bytes: ArraySlice<UInt8>) -> UInt8 {
  var remainder: UInt8 = 0
  for byte in bytes {
    remainder ^= byte
    for _ in 0..<8 { remainder = remainder & 0x80 != 0 ? remainder << 1 ^ 7 : remainder << 1 }
  }
  return remainder
}
