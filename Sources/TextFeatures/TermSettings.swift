public import Configuration

/// Which terms of a text are counted, and what is made of the counts.
public struct TermSettings: Sendable, Equatable {
  /// How terms become columns.
  public enum Index: String, Sendable, CaseIterable {
    /// The terms that most training texts have, a column each.
    case vocabulary
    /// A column each for terms of one hash.
    case hashing
  }

  /// Shortest and longest run of characters within words, `characters`; `nil` for none.
  public let characters: ClosedRange<Int>?
  /// Shortest and longest run of words, `words`; `nil` for none.
  public let words: ClosedRange<Int>?
  /// How terms become columns, `index`.
  public let index: Index
  /// Most terms of the vocabulary, or columns of hashes, `terms`.
  public let terms: Int
  /// Texts for training that have every term of the vocabulary, `min_songs`.
  public let fewestTexts: Int
  /// Whether a term counts 1 + ln(count) instead of its count, `sublinear`.
  public let isSublinear: Bool
  /// Directions that the columns are reduced to, `components`; 0 for none.
  public let components: Int
  /// Whether what comes out has the length 1, `normalize`.
  public let isNormalized: Bool

  /// Reads the keys.
  ///
  /// - Parameters:
  ///   - section: Has them.
  ///   - characters: The default of that key.
  ///   - words: The default of that key.
  ///   - fewestTexts: The default of `min_songs`.
  public init(
    _ section: Section, characters: [Int] = [1, 3], words: [Int] = [], fewestTexts: Int = 2
  ) throws(ConfigurationError) {
    self.characters = try section.lengths("characters", default: characters)
    self.words = try section.lengths("words", default: words)
    guard self.characters != nil || self.words != nil else {
      throw section.error("characters", "is [], and words too: then there is nothing to count")
    }
    index = try section.choice("index", default: .vocabulary)
    terms = try section.integer("terms", default: 8192, in: 2...1_048_576)
    self.fewestTexts =
      index == .vocabulary
      ? try section.integer("min_songs", default: fewestTexts, in: 1...1_000_000) : 1
    isSublinear = try section.flag("sublinear", default: true)
    components = try section.integer("components", default: 32, in: 0...4096)
    guard components > 0 || terms <= 65_536 else {
      throw section.error("components", "must be 1 or more where there are more than 65536 terms")
    }
    isNormalized = try section.flag("normalize", default: true)
  }
}

extension Section {
  /// A shortest and a longest length, or none.
  fileprivate func lengths(
    _ key: String, default fallback: [Int]
  ) throws(ConfigurationError) -> ClosedRange<Int>? {
    let numbers = try integers(key, default: fallback, in: 1...16)
    if numbers.isEmpty { return nil }
    guard numbers.count == 2, numbers[0] <= numbers[1] else {
      throw error(key, "must be [], or a shortest and a longest length, such as [1, 3]")
    }
    return numbers[0]...numbers[1]
  }
}
