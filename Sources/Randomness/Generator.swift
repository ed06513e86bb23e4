internal import Foundation

/// A seeded pseudo-random generator, xoshiro256** (Blackman & Vigna 2021, doi 10.1145/3460772),
/// whose sequence is fixed for ever: it depends on the seed and the stream only.
public struct Generator: RandomNumberGenerator, Sendable, Equatable {
  private var words: SIMD4<UInt64>

  /// The four words of state, for checkpoints.
  public var state: [UInt64] { words.indices.map { words[$0] } }

  /// Creates the generator of one named stream; different names give independent sequences.
  ///
  /// - Parameters:
  ///   - seed: Any number, from the configuration.
  ///   - stream: What the numbers are for, for instance an item's identifier.
  public init(seed: UInt64, stream: String = "") {
    var mixer = seed ^ (stream.isEmpty ? 0 : stableHash(stream))
    words = SIMD4()
    for i in words.indices { words[i] = splitMix64(&mixer) }
  }

  /// Continues from a saved state.
  ///
  /// - Parameter state: Four words, not all zero.
  public init(state: [UInt64]) {
    precondition(state.count == 4 && state.contains { $0 != 0 })
    words = SIMD4(state)
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(words[1] &* 5, 7) &* 9
    let t = words[1] << 17
    words[2] ^= words[0]
    words[3] ^= words[1]
    words[1] ^= words[2]
    words[0] ^= words[3]
    words[2] ^= t
    words[3] = rotate(words[3], 45)
    return result
  }
}

// MARK: - Distributions

extension Generator {
  /// A number uniform in [0, 1), with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// An integer uniform in 0 ..< `bound`, without bias.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0)
    let bound = UInt64(bound)
    while true {
      let (high, low) = next().multipliedFullWidth(by: bound)
      if low >= (0 &- bound) % bound { return Int(high) }
    }
  }

  /// A standard normal deviate (Box & Muller 1958, doi 10.1214/aoms/1177706645).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Two independent standard normal deviates, at less than half the time of two of ``normal()``
  /// (Marsaglia & Bray 1964, doi 10.1137/1006063).
  public mutating func normalPair() -> (Double, Double) {
    while true {
      let (x, y) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let scale = (-2 * log(square) / square).squareRoot()
      return (scale * x, scale * y)
    }
  }

  /// Shuffles in place (Fisher & Yates); unlike `shuffle(using:)`, the same in every Swift version.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, integer(below: last + 1))
    }
  }
}
