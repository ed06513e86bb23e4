public import Configuration

/// What the catalogue says of songs as numbers, a feature set of kind `metadata`: counted terms of
/// texts, ones for values, tags and numbers, all by what songs for training have.
public struct MetadataSettings: Sendable, Equatable {
  /// Columns whose words are counted together, `text`, title and artist by default.
  public let texts: [String]
  /// How they are counted.
  public let terms: TermSettings
  /// Columns of which the most frequent values have a number each, and how many, `one_hot`.
  public let values: [(column: String, count: Int)]
  /// Columns of lists whose elements have a number each, `tags`.
  public let tags: [String]
  /// Columns of numbers, `numbers`.
  public let numbers: [String]
  /// Labels that are used all the same, `told`.
  public let told: [String]

  /// Reads the keys.
  public init(_ section: Section) throws(ConfigurationError) {
    texts = try section.texts("text", default: ["title", "artist"])
    terms = try TermSettings(section, characters: [], words: [1, 1], fewestTexts: 1)
    let counts = try section.section("one_hot")
    var values: [(column: String, count: Int)] = []
    for column in counts.keys {
      values.append((column, try counts.integer(column, in: 1...10_000)))
    }
    self.values = values
    tags = try section.texts("tags", default: [])
    numbers = try section.texts("numbers", default: [])
    told = try section.texts("told", default: [])
    guard !columns.isEmpty else {
      throw section.error("text", "is [], and one_hot, tags and numbers too: then nothing is left")
    }
  }

  /// All columns that are read, in the order of the settings.
  public var columns: [String] { texts + values.map(\.column) + tags + numbers }

  /// Whether two say the same.
  public static func == (a: Self, b: Self) -> Bool {
    a.texts == b.texts && a.terms == b.terms && a.values.map(\.column) == b.values.map(\.column)
      && a.values.map(\.count) == b.values.map(\.count) && a.tags == b.tags
      && a.numbers == b.numbers && a.told == b.told
  }
}
