internal import Foundation

/// A small picture of numbers, each pixel one of 256 colours from dark blue over grey to yellow: the
/// course of cividis, which all kinds of colour vision see alike (Nuñez, Anderton & Renslow 2018, doi
/// 10.1371/journal.pone.0199239), its three main colours with even steps between them.
public struct PixelImage: Sendable {
  /// Pixels in a row, 1 or more.
  public let width: Int
  /// Rows, 1 or more.
  public let height: Int
  /// One of the 256 colours for each pixel, rows from the top.
  public let pixels: [UInt8]

  /// A picture of numbers.
  ///
  /// - Parameters:
  ///   - width: Pixels in a row, 1 or more.
  ///   - values: Rows from the top; what is not a number is darkest.
  ///   - range: What is darkest and what is brightest.
  public init(width: Int, values: [Double], range: ClosedRange<Double>) {
    precondition(width > 0 && !values.isEmpty && values.count.isMultiple(of: width))
    self.width = width
    height = values.count / width
    let length = range.upperBound - range.lowerBound
    pixels = values.map { value in
      guard value.isFinite, length > 0 else { return 0 }
      return UInt8(max(0, min(255, ((value - range.lowerBound) / length * 255).rounded())))
    }
  }

  /// The picture as a PNG file (ISO/IEC 15948) of indexed colours, not compressed.
  public var png: [UInt8] {
    var rows: [UInt8] = []
    for row in 0..<height {
      rows.append(0)
      rows += pixels[(row * width)..<((row + 1) * width)]
    }
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes += chunk("IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 3, 0, 0, 0])
    bytes += chunk("PLTE", PixelImage.colours)
    bytes += chunk("IDAT", stored(rows))
    return bytes + chunk("IEND", [])
  }

  /// The picture as an address that holds it.
  public var address: String { "data:image/png;base64," + Data(png).base64EncodedString() }

  private static let colours: [UInt8] = (0..<256).flatMap { index -> [UInt8] in
    let corners: [[Double]] = [[0, 32, 77], [124, 123, 120], [255, 234, 70]]
    let place = Double(index) / 255 * 2
    let (corner, share) = place < 1 ? (0, place) : (1, place - 1)
    return zip(corners[corner], corners[corner + 1]).map {
      UInt8(($0 + share * ($1 - $0)).rounded())
    }
  }
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
  let checked = Array(name.utf8) + content
  return bigEndian(UInt32(content.count)) + checked + bigEndian(cyclicRedundancyCheck(checked))
}

/// Bytes as a zlib stream of blocks that are not compressed (RFC 1950, RFC 1951).
private func stored(_ bytes: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = [0x78, 0x01]
  for start in stride(from: 0, to: bytes.count, by: 65_535) {
    let end = min(start + 65_535, bytes.count)
    let length = UInt16(end - start)
    stream.append(end == bytes.count ? 1 : 0)
    for value in [length, ~length] {
      stream += [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }
    stream += bytes[start..<end]
  }
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in bytes {
    a = (a + UInt32(byte)) % 65_521
    b = (b + a) % 65_521
  }
  return stream + bigEndian(b << 16 | a)
}

/// CRC-32 of ISO 3309, bit by bit: pictures are small.
private func cyclicRedundancyCheck(_ bytes: [UInt8]) -> UInt32 {
  var remainder: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 {
      remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
    }
  }
  return ~remainder
}
