public import Configuration

/// Terms of lyrics, a feature set of kind `tfidf`: a text that later is weighed by what songs for
/// training have.
public struct LyricsTerms: Sendable, Equatable {
  /// What is taken out of lyrics first, `cleaning`.
  public let cleaning: LyricsCleaning
  /// What is counted of them.
  public let terms: TermSettings

  /// Reads the keys.
  public init(_ section: Section) throws(ConfigurationError) {
    cleaning = try LyricsCleaning(section.section("cleaning"))
    terms = try TermSettings(section)
  }
}

/// How long a text is, which needs nothing fitted.
public struct TextExtent: Sendable, Equatable {
  /// What each number is.
  public static let columnNames = ["characters", "words", "lines"]

  /// Numbers in the order of ``columnNames``: letters with their marks, punctuation and spaces;
  /// runs of letters; lines that are not empty.
  public let values: [Float]

  /// Measures a text.
  ///
  /// - Throws: ``TextError`` when it has no word.
  public init(of text: String) throws(TextError) {
    let count = words(of: text).count
    guard count > 0 else { throw TextError("its lyrics have no words") }
    values = [Float(text.count), Float(count), Float(text.split(separator: "\n").count)]
  }
}
