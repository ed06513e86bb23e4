public import Configuration

/// How songs are split: the content of split.yaml.
public struct SplitSettings: Sendable, Equatable {
  /// What is split.
  public enum Strategy: String, CaseIterable, Sendable {
    /// Whole songs.
    case song
  }

  /// What is split.
  public var strategy = Strategy.song
  /// The share of songs of each part, each in 0 … 1, together 1; that of `train` is above 0.
  public var proportions: [Part: Double] = [.train: 0.8, .validation: 0.1, .test: 0.1]
  /// The labels whose values every part has in proportion.
  public var stratify: [String] = []
  /// The columns whose equal values keep songs together.
  public var groupBy: [String] = []
  /// What fingerprints bind; `nil` when they are not compared.
  public var criterion: FingerprintCriterion? = FingerprintCriterion()
  /// Decides everything that proportions leave open.
  public var seed = 42

  /// The defaults: 80, 10 and 10 % of songs, no labels, grouped by audio only, seed 42.
  public init() {}

  /// Reads split.yaml.
  ///
  /// - Throws: `ConfigurationError` naming the key.
  public init(reading section: Section) throws(ConfigurationError) {
    strategy = try section.choice("strategy", default: .song)
    let shares = try section.section("proportions")
    for part in Part.allCases {
      proportions[part] = try shares.real(
        part.rawValue, default: proportions[part], in: 0...1)
    }
    guard proportions[.train, default: 0] > 0 else {
      throw shares.error("train", "must be more than 0: models are fitted on this part")
    }
    let sum = Part.allCases.reduce(0) { $0 + proportions[$1, default: 0] }
    guard abs(sum - 1) < 1e-6 else {
      throw section.error("proportions", "must add up to 1, not \(sum)")
    }
    stratify = try section.texts("stratify", default: [])
    groupBy = try section.texts("group_by", default: [])
    for (key, names) in [("stratify", stratify), ("group_by", groupBy)]
    where Set(names).count < names.count {
      throw section.error(key, "names a column twice")
    }
    let fingerprint = try section.section("fingerprint")
    let enabled = try fingerprint.flag("enabled", default: true)
    let threshold = try fingerprint.real(
      "threshold", default: FingerprintCriterion().largestBitErrorRate, in: 0...0.35)
    criterion = enabled ? FingerprintCriterion(largestBitErrorRate: threshold) : nil
    seed = try section.integer("seed", default: 42, in: 0...Int.max)
  }
}
