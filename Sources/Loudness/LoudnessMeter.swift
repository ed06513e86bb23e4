internal import Foundation

/// Measures integrated loudness (EBU R 128, ITU-R BS.1770-4: K-weighted, gated at −70 LUFS and at
/// −10 LU relative) of a signal that arrives in blocks.
///
/// Energies are summed once per 100 ms; a gating block of 400 ms is four of them. Results are those
/// of libebur128 to a hundredth of a LU. Memory grows by 80 bytes a second.
public struct LoudnessMeter: Sendable {
  /// What silence, and whatever is gated away altogether, measures, in LUFS: the absolute gate.
  public static let floor = -70.0
  /// The channel counts that can be measured.
  public static let channels = 1...64
  /// The sample rates that can be measured, in Hz.
  public static let sampleRates = 16...2_822_400

  private let channels: Int
  private let filter: KWeighting
  /// What the filter remembers of each channel.
  private var memories: [SIMD4<Double>]
  private let weights: [Double]
  /// Frames of 100 ms.
  let step: Int
  /// Σ weight · y² of every 100 ms.
  private(set) var energies: [Double] = []
  /// Σ y² of each channel in the current 100 ms.
  private var sums: [Double]
  private var filled = 0

  /// Starts a signal. Channels are weighted as left, right, centre, unused (LFE) and two surrounds,
  /// in this order; four as left, right and surrounds, five without LFE; more do not count.
  ///
  /// - Parameters:
  ///   - sampleRate: In Hz, within ``sampleRates``.
  ///   - channels: Within ``channels``.
  public init(sampleRate: Int, channels: Int) {
    precondition(Self.channels.contains(channels) && Self.sampleRates.contains(sampleRate))
    self.channels = channels
    filter = KWeighting(sampleRate: sampleRate)
    step = (sampleRate + 5) / 10
    weights = channelWeights(channels)
    memories = Array(repeating: .zero, count: channels)
    sums = Array(repeating: 0, count: channels)
  }

  /// Adds samples.
  ///
  /// - Parameter interleaved: Whole frames, full scale ±1, finite.
  public mutating func update(_ interleaved: Span<Float>) {
    precondition(interleaved.count.isMultiple(of: channels), "a part of a frame")
    var start = 0
    while start < interleaved.count {
      let end = min(interleaved.count, start + (step - filled) * channels)
      filter.addEnergies(of: interleaved.extracting(start..<end), &memories, to: &sums)
      filled += (end - start) / channels
      start = end
      if filled == step {
        energies.append(zip(weights, sums).reduce(0) { $0 + $1.0 * $1.1 })
        for channel in sums.indices { sums[channel] = 0 }
        filled = 0
      }
    }
  }

  /// Integrated loudness of all samples added, in LUFS, ≥ ``floor``.
  public func integrated() -> Double {
    let blocks = energies.indices.dropLast(3).map { first in
      energies[first...(first + 3)].reduce(0, +) / Double(4 * step)
    }
    let audible = blocks.filter { $0 >= power(of: Self.floor) }
    guard !audible.isEmpty else { return Self.floor }
    let gate = audible.reduce(0, +) / Double(audible.count) / 10
    let loud = audible.filter { $0 >= gate }
    return max(Self.floor, -0.691 + 10 * log10(loud.reduce(0, +) / Double(loud.count)))
  }
}

/// The weighted mean square that measures a loudness in LUFS.
func power(of loudness: Double) -> Double { pow(10, (loudness + 0.691) / 10) }

/// The weight of each channel's energy: 1 in front, 1.41 around.
private func channelWeights(_ channels: Int) -> [Double] {
  let known: [Double] =
    switch channels {
    case 4: [1, 1, 1.41, 1.41]
    case 5: [1, 1, 1, 1.41, 1.41]
    default: [1, 1, 1, 0, 1.41, 1.41]
    }
  return (0..<channels).map { $0 < known.count ? known[$0] : 0 }
}
