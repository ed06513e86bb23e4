public import Configuration
internal import Foundation

/// What is taken out of lyrics before features are made of them: all that nobody sings.
///
/// In this order: what HTML adds (tags, entities), control characters and marks of direction; then,
/// line by line, time codes (LRC, SRT), remarks in brackets, marks of structure (“[Chorus]”, “(Verse
/// 2)”, “Refrão:”, “কোরাস”), marks of repetition (“x2”, “(bis)”), credits (“Lyrics by …”). Scripts,
/// digits, case and punctuation stay, text is in Unicode's form NFC, lines end in LF, one empty line
/// parts stanzas. Cleaning a clean text changes nothing.
public struct LyricsCleaning: Sendable, Equatable {
  /// What becomes of a line that was there before.
  public enum RepeatedLines: String, Sendable, CaseIterable {
    /// It stays.
    case keep
    /// It goes.
    case once
  }

  /// What becomes of English contractions.
  public enum Contractions: String, Sendable, CaseIterable {
    /// They stay.
    case keep
    /// “don't” becomes “do not”; what may be read in two ways (“he's”, “I'd”) stays.
    case expand
  }

  /// What becomes of a line that was there before, `repeated_lines`; case does not tell lines apart.
  public var repeatedLines = RepeatedLines.keep
  /// What becomes of English contractions, `contractions`.
  public var contractions = Contractions.keep

  /// The defaults.
  public init() {}

  /// Reads the section `cleaning`.
  public init(_ section: Section) throws(ConfigurationError) {
    repeatedLines = try section.choice("repeated_lines", default: repeatedLines)
    contractions = try section.choice("contractions", default: contractions)
  }

  /// The words of a song alone.
  ///
  /// - Parameter text: Lyrics as a file has them, of any length.
  public func cleaned(_ text: String) -> String {
    let plain = withoutMarkup(text.precomposedStringWithCanonicalMapping)
      .precomposedStringWithCanonicalMapping
    var lines: [String] = []
    var seen: Set<String> = []
    for line in plain.split(separator: "\n", omittingEmptySubsequences: false) {
      guard var words = sungWords(ofLine: joiningSpaces(line)) else { continue }
      if contractions == .expand { words = expandingContractions(words) }
      if words.isEmpty {
        if lines.last?.isEmpty == false { lines.append("") }
        continue
      }
      if repeatedLines == .once, !seen.insert(words.lowercased()).inserted { continue }
      lines.append(words)
    }
    // A stanza may have lost all of its lines.
    var result: [String] = []
    for line in lines where !(line.isEmpty && result.last?.isEmpty ?? true) { result.append(line) }
    while result.last?.isEmpty == true { result.removeLast() }
    return result.joined(separator: "\n")
  }
}

/// A line with one space between words and none at its ends.
func joiningSpaces(_ line: some StringProtocol) -> String {
  line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

/// A line with its English contractions written out.
private func expandingContractions(_ line: String) -> String {
  line.split(separator: " ").map { word in
    let end = word.reversed().prefix { $0.isPunctuation && $0 != "'" && $0 != "’" }.count
    let plain = word.dropLast(end).replacing("’", with: "'")
    let lower = plain.lowercased()
    if let whole = irregularContractions[lower] {
      return (plain == lower ? whole : whole.prefix(1).uppercased() + whole.dropFirst())
        + word.suffix(end)
    }
    for (ending, full) in regularContractions
    where lower.hasSuffix(ending) && plain.count > ending.count && lower != "ain't" {
      return plain.dropLast(ending.count) + full + word.suffix(end)
    }
    return String(word)
  }.joined(separator: " ")
}

private let irregularContractions = [
  "can't": "cannot", "won't": "will not", "shan't": "shall not", "i'm": "I am",
]

private let regularContractions = [
  ("n't", " not"), ("'m", " am"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"),
]
