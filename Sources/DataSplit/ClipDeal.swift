internal import Randomness

/// Clips dealt to parts whatever their song: the leaky split that studies report, kept for measuring
/// what it is worth.
public struct ClipDeal: Sendable, Equatable {
  /// The share of clips of each part.
  public let proportions: [Part: Double]
  /// Decides which clips.
  public let seed: Int

  /// Describes a deal.
  public init(proportions: [Part: Double], seed: Int) {
    self.proportions = proportions
    self.seed = seed
  }

  /// The part of each clip: sizes by largest remainders, clips in the order of a hash of their
  /// identifier, so that other clips do not change it.
  public func parts(of clips: [String]) -> [Part] {
    let shares = Part.allCases.map { proportions[$0, default: 0] }
    let sizes = apportion(clips.count, shares: shares, minimum: shares.map { _ in 0 })
    let order = clips.indices.map { (hash: stableHash("\(seed) \(clips[$0])"), clip: $0) }
      .sorted { ($0.hash, $0.clip) < ($1.hash, $1.clip) }
    var parts = [Part](repeating: .train, count: clips.count)
    var next = 0
    for (part, size) in zip(Part.allCases, sizes) {
      for entry in order[next..<next + size] { parts[entry.clip] = part }
      next += size
    }
    return parts
  }
}
