public import Configuration

/// What a text's writing says without any model: its scripts, how they mix, how much is said and how
/// often again.
public struct ScriptStatistics: Sendable, Equatable {
  /// What is taken out of lyrics first, `cleaning`.
  public let cleaning: LyricsCleaning
  /// Whether there is a column of words a minute, `words_per_minute`, for which a song needs audio.
  public let countsTime: Bool

  /// Reads the keys of a feature set of kind `script-statistics`.
  public init(_ section: Section) throws(ConfigurationError) {
    cleaning = try LyricsCleaning(section.section("cleaning"))
    countsTime = try section.flag("words_per_minute", default: true)
  }

  /// What each number is.
  public var columnNames: [String] {
    Script.allCases.map { "script_\($0.rawValue)" }
      + ["code_mixing", "line_repetition", "word_repetition"]
      + (countsTime ? ["words_per_minute"] : [])
  }

  /// The numbers of a song's words.
  ///
  /// Shares of each script are of letters. With w words that have a script and m of them in the most
  /// common one, the index of code mixing is 1 − m/w, 0 … 1 (Das & Gambäck 2014, Identifying languages
  /// at the word level in code-mixed Indian social media text, here by scripts). Repetition is the
  /// share of lines, and of words, that were there before in the text, case aside.
  ///
  /// - Parameters:
  ///   - text: Lyrics, cleaned.
  ///   - duration: The length of the song, s; > 0 where time counts.
  /// - Returns: Numbers in the order of ``columnNames``.
  /// - Throws: ``TextError`` when the text has no letter, or the song no length that is needed.
  public func values(of text: String, duration: Double) throws(TextError) -> [Float] {
    let shares = scriptShares(text.unicodeScalars)
    guard shares.contains(where: { $0 > 0 }) else { throw TextError("its lyrics have no letters") }
    let words = words(of: text.lowercased())
    var ofWords = [Int](repeating: 0, count: Script.allCases.count)
    for word in words {
      let own = scriptShares(word)
      // The first of those that are equally common.
      if let most = own.max(), most > 0, let script = own.firstIndex(of: most) {
        ofWords[script] += 1
      }
    }
    let scripted = ofWords.reduce(0, +)
    let mixing = 1 - Double(ofWords.max() ?? 0) / Double(max(scripted, 1))
    let lines = text.lowercased().split(separator: "\n")
    var values = shares + [mixing, repetition(lines), repetition(words)]
    if countsTime {
      guard duration > 0 else {
        throw TextError("it has no audio, by which words are counted a minute")
      }
      values.append(Double(words.count) * 60 / duration)
    }
    return values.map { Float($0) }
  }
}

/// The share of each script among letters, all 0 where there is none.
private func scriptShares(_ scalars: some Sequence<Unicode.Scalar>) -> [Double] {
  var counts: [Script: Int] = [:]
  for script in scalars.lazy.compactMap({ Script($0) }) { counts[script, default: 0] += 1 }
  let total = Double(max(counts.values.reduce(0, +), 1))
  return Script.allCases.map { Double(counts[$0] ?? 0) / total }
}

/// The share of values that are not the first of their kind.
private func repetition(_ values: [some Hashable]) -> Double {
  values.isEmpty ? 0 : 1 - Double(Set(values).count) / Double(values.count)
}
