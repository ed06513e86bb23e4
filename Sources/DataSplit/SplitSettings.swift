public import Configuration

/// How songs are split: the content of split.yaml.
public struct SplitSettings: Sendable, Equatable {
  /// How many of the songs go where.
  public enum Division: Sendable, Equatable {
    /// The share of songs of each part, each in 0 … 1, together 1; that of `train` is above 0.
    case proportions([Part: Double])
    /// Folds of equal size, at least 3: see ``Part/init(ofFold:testing:of:)``.
    case folds(Int)
    /// A published split: a CSV file with the columns song_id and part, relative to split.yaml.
    case given(String)
  }

  /// How many of the songs go where.
  public var division = Division.proportions([.train: 0.8, .validation: 0.1, .test: 0.1])
  /// Whether clips are dealt, whatever their song: the leak that other settings prevent, for
  /// measuring what it is worth.
  public var dealsClips = false
  /// The labels whose values every part has in proportion.
  public var stratify: [String] = []
  /// What songs may share only within one part.
  public var criteria = LeakCriteria()
  /// The findings of the audit that are accepted.
  public var accepted: [AcceptedFinding] = []
  /// Decides everything that proportions leave open.
  public var seed = 42

  /// The defaults: 80, 10 and 10 % of songs, no labels, grouped by evidence of one song, seed 42.
  public init() {}

  /// Reads split.yaml.
  ///
  /// - Throws: `ConfigurationError` naming the key.
  public init(_ section: Section) throws(ConfigurationError) {
    let strategy = try section.text("strategy", default: "song")
    dealsClips = strategy == "clip"
    division = try Self.division(in: section)
    stratify = try section.texts("stratify", default: [])
    let groupBy = try section.texts("group_by", default: [])
    for (key, names) in [("stratify", stratify), ("group_by", groupBy)]
    where Set(names).count < names.count {
      throw section.error(key, "names a column twice")
    }
    criteria = try LeakCriteria(reading: section)
    criteria.columns =
      ["song", "clip"].contains(strategy) || groupBy.contains(strategy)
      ? groupBy : [strategy] + groupBy
    seed = try section.integer("seed", default: 42, in: 0...Int.max)
    let isStudy = try section.flag("study", default: false)
    if dealsClips {
      guard isStudy else {
        throw section.error(
          "strategy",
          "may be clip only with study: true: clips of one song in different parts are a leak")
      }
      guard case .proportions = division else {
        throw section.error("strategy", "clip goes with proportions only")
      }
    } else if isStudy {
      throw section.error("study", "is for strategy: clip, which leaks on purpose")
    }
    accepted = try section.sections("accepted").map(AcceptedFinding.init(reading:))
  }

  private static func division(in section: Section) throws(ConfigurationError) -> Division {
    let ways = ["proportions", "folds", "given"].filter(section.has)
    if ways.count > 1 {
      throw section.error(ways[1], "and \(ways[0]) exclude each other: leave out one")
    }
    if section.has("given") { return .given(try section.text("given")) }
    if section.has("folds") { return .folds(try section.integer("folds", in: 3...1000)) }
    let shares = try section.section("proportions")
    let defaults: [Part: Double] = [.train: 0.8, .validation: 0.1, .test: 0.1]
    var proportions: [Part: Double] = [:]
    for part in Part.allCases {
      proportions[part] = try shares.real(part.rawValue, default: defaults[part], in: 0...1)
    }
    guard proportions[.train, default: 0] > 0 else {
      throw shares.error("train", "must be more than 0: models are fitted on this part")
    }
    let sum = Part.allCases.reduce(0) { $0 + proportions[$1, default: 0] }
    guard abs(sum - 1) < 1e-6 else {
      throw section.error("proportions", "must add up to 1, not \(sum)")
    }
    return .proportions(proportions)
  }
}

extension LeakCriteria {
  /// Reads the criteria of split.yaml, but for columns.
  fileprivate init(reading section: Section) throws(ConfigurationError) {
    self.init()
    let sound = try section.section("fingerprint")
    let threshold = try sound.real(
      "threshold", default: FingerprintCriterion().largestBitErrorRate, in: 0...0.35)
    fingerprint =
      try sound.flag("enabled", default: true)
      ? FingerprintCriterion(largestBitErrorRate: threshold) : nil
    title = try section.flag("same_title", default: true)
    let words = try section.section("lyrics")
    let smallest = try words.real(
      "threshold", default: LyricsCriterion().smallestJaccardIndex, in: 0.3...1)
    lyrics =
      try words.flag("enabled", default: true)
      ? LyricsCriterion(smallestJaccardIndex: smallest) : nil
  }
}
