internal import Randomness

/// Damages files as disks, networks and enemies do; the same seed does the same damage.
public struct Damage {
  /// How a file is damaged.
  public enum Kind: String, Sendable, CaseIterable {
    /// One to sixteen bits are flipped, anywhere.
    case flippedBits = "flipped bits"
    /// A run of up to 64 bytes is other bytes.
    case noise
    /// Up to eight of the first 256 bytes, where headers are, are other bytes.
    case header
    /// A run of up to 4 KiB is zero, as a block that was never written.
    case zeros
    /// A run of up to 4 KiB is missing.
    case missing
    /// A run of up to 4 KiB occurs twice.
    case repeated
    /// The end is missing.
    case truncation
  }

  private var generator: Generator

  /// Begins a sequence of damages.
  public init(seed: UInt64) {
    generator = Generator(seed: seed, stream: "damage")
  }

  /// One kind of damage after another.
  public mutating func kind() -> Kind {
    Kind.allCases[generator.integer(below: Kind.allCases.count)]
  }

  /// Damaged bytes.
  ///
  /// - Parameters:
  ///   - bytes: What is damaged, not empty.
  ///   - kind: How.
  /// - Returns: Bytes that differ from the given ones.
  public mutating func damaged(_ bytes: [UInt8], _ kind: Kind) -> [UInt8] {
    var result = bytes
    while result == bytes {
      switch kind {
      case .flippedBits:
        for _ in 0...generator.integer(below: 16) {
          result[generator.integer(below: result.count)] ^= 1 << UInt8(generator.integer(below: 8))
        }
      case .noise:
        for index in run(upTo: 64, of: bytes) { result[index] = byte() }
      case .header:
        for _ in 0...generator.integer(below: 8) {
          result[generator.integer(below: min(256, result.count))] = byte()
        }
      case .zeros:
        for index in run(upTo: 4096, of: bytes) { result[index] = 0 }
      case .missing: result.removeSubrange(run(upTo: 4096, of: bytes))
      case .repeated:
        let run = run(upTo: 4096, of: bytes)
        result.insert(contentsOf: bytes[run], at: run.upperBound)
      case .truncation: result = Array(bytes.prefix(generator.integer(below: bytes.count)))
      }
    }
    return result
  }

  /// A damaged text: a number is an extreme one, a line is missing, repeated or in another's place, or
  /// bytes are damaged.
  public mutating func damaged(text: String) -> [UInt8] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = generator.integer(below: lines.count)
    switch generator.integer(below: 6) {
    case 0: lines.remove(at: line)
    case 1: lines.insert(lines[line], at: line)
    case 2: lines.swapAt(line, generator.integer(below: lines.count))
    case 3, 4:
      let numbers = text.ranges(of: /-?[0-9]+(\.[0-9]+)?/)
      guard !numbers.isEmpty else { break }
      return Array(
        text.replacingSubrange(
          numbers[generator.integer(below: numbers.count)],
          with: extremes[generator.integer(below: extremes.count)]
        ).utf8)
    default:
      let kind = kind()
      return damaged(Array(text.utf8), kind)
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  private mutating func byte() -> UInt8 { UInt8(generator.integer(below: 256)) }

  private mutating func run(upTo length: Int, of bytes: [UInt8]) -> Range<Int> {
    let start = generator.integer(below: bytes.count)
    return start..<min(bytes.count, start + 1 + generator.integer(below: length))
  }
}

/// What stands where a reasonable number is expected.
private let extremes = [
  "0", "-1", "1", "0.5", "1e-300", "1e300", "-1e300", "nan", "inf", "2147483648",
  "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1000000", "null", "[]",
  "{}", "~", "''", "&a [*a]", "!!float 1",
]

extension String {
  fileprivate func replacingSubrange(_ range: Range<String.Index>, with other: String) -> String {
    String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
