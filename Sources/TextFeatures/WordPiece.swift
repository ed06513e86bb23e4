internal import Foundation

/// The tokenizer of BERT (Devlin et al. 2019, doi 10.18653/v1/N19-1423): words and marks, each
/// divided into the longest pieces of a vocabulary from left to right (Wu et al. 2016, arXiv 1609.08144).
struct WordPiece: Sendable {
  /// By their bytes: texts that Unicode calls equal are different tokens.
  private let pieces: [[UInt8]: Int]
  private let unknown: Int
  /// Whether case and accents count.
  private let isCased: Bool

  /// The number of the first token of a text.
  let first: Int
  /// The number of the last.
  let last: Int

  /// Takes a vocabulary, each token's number its place.
  ///
  /// - Throws: ``TextError`` naming a token that is missing.
  init(_ vocabulary: [String], isCased: Bool) throws(TextError) {
    let pieces = Dictionary(
      vocabulary.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    func number(_ token: String) throws(TextError) -> Int {
      guard let number = pieces[Array(token.utf8)] else {
        throw TextError("the vocabulary has no token \(token)")
      }
      return number
    }
    let (unknown, first, last) = (
      try number("[UNK]"), try number("[CLS]"), try number("[SEP]")
    )
    self.pieces = pieces
    (self.unknown, self.first, self.last) = (unknown, first, last)
    self.isCased = isCased
  }

  /// The tokens of a text, without the first and the last.
  func tokens(of text: String) -> [Int] { basicWords(of: text).flatMap(tokens(ofWord:)) }

  private func tokens(ofWord word: [Unicode.Scalar]) -> [Int] {
    guard word.count <= 100 else { return [unknown] }
    var tokens: [Int] = []
    var start = 0
    while start < word.count {
      var end = word.count
      var found: Int?
      while found == nil, end > start {
        found = pieces[Array(((start > 0 ? "##" : "") + string(word[start..<end])).utf8)]
        if found == nil { end -= 1 }
      }
      guard let found else { return [unknown] }
      tokens.append(found)
      start = end
    }
    return tokens
  }

  /// Words between spaces, with each mark and each Chinese character by itself.
  private func basicWords(of text: String) -> [[Unicode.Scalar]] {
    var words: [[Unicode.Scalar]] = []
    var word: [Unicode.Scalar] = []
    func end() {
      if !word.isEmpty { words.append(word) }
      word = []
    }
    for scalar in folded(text).unicodeScalars {
      switch scalar.properties.generalCategory {
      case _ where [" ", "\t", "\n", "\r"].contains(scalar): end()
      case .spaceSeparator, .lineSeparator, .paragraphSeparator: end()
      case .control, .format, .surrogate, .privateUse, .unassigned: break
      case _ where scalar.value == 0xfffd: break
      case _ where isMark(scalar) || isChinese(scalar):
        end()
        words.append([scalar])
      default: word.append(scalar)
      }
    }
    end()
    return words
  }

  /// In lower case and without accents, unless they count.
  private func folded(_ text: String) -> String {
    if isCased { return text }
    var view = String.UnicodeScalarView()
    for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars
    where scalar.properties.generalCategory != .nonspacingMark {
      view.append(scalar)
    }
    return String(view)
  }
}

/// Punctuation, as BERT counts it: all of ASCII's signs are.
private func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 33...47, 58...64, 91...96, 123...126: return true
  default: break
  }
  return switch scalar.properties.generalCategory {
  case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
    .initialPunctuation, .finalPunctuation, .otherPunctuation:
    true
  default: false
  }
}

/// A Chinese character, as BERT counts them.
private func isChinese(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
    0x2b820...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
    true
  default: false
  }
}
