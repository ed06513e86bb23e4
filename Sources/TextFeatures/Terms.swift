/// The words of a text: runs of letters, their marks and digits, of any script, without regard to
/// punctuation. An apostrophe between letters is part of a word.
func words(of text: some StringProtocol) -> [[Unicode.Scalar]] {
  var words: [[Unicode.Scalar]] = []
  var word: [Unicode.Scalar] = []
  // An apostrophe is part of a word when a letter follows.
  var apostrophe: Unicode.Scalar?
  for scalar in text.unicodeScalars {
    if isPartOfWord(scalar) {
      if let mark = apostrophe { word.append(mark) }
      apostrophe = nil
      word.append(scalar)
    } else if !word.isEmpty, apostrophe == nil, scalar == "'" || scalar == "’" {
      apostrophe = "'"
    } else {
      if !word.isEmpty { words.append(word) }
      (word, apostrophe) = ([], nil)
    }
  }
  if !word.isEmpty { words.append(word) }
  return words
}

private func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII {
    return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      || ("0"..."9").contains(scalar)
  }
  return switch scalar.properties.generalCategory {
  case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
    .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber:
    true
  default:
    // Scripts of India and Persia write with joiners.
    scalar == "\u{200c}" || scalar == "\u{200d}"
  }
}

/// Terms of a text, and how often it has each; case does not tell terms apart.
///
/// Runs of characters do not leave a word, whose ends count as a space: “ so ” of “so” has “ s”,
/// “so”, “o ” … as in scikit-learn's `char_wb`. Runs of words begin with “=”, so that none is a run
/// of characters.
func termCounts(of text: String, _ settings: TermSettings) -> [String: Int] {
  var counts: [String: Int] = [:]
  let words = words(of: text.lowercased())
  if let lengths = settings.characters {
    for word in words {
      let padded = [" "] + word + [" "]
      for length in lengths where length <= padded.count {
        for start in 0...(padded.count - length) {
          let run = padded[start..<(start + length)]
          if length == 1, run.first == " " { continue }
          counts[string(run), default: 0] += 1
        }
      }
    }
  }
  if let lengths = settings.words {
    let texts = words.map { string($0[...]) }
    for length in lengths where length <= texts.count {
      for start in 0...(texts.count - length) {
        counts["=" + texts[start..<(start + length)].joined(separator: " "), default: 0] += 1
      }
    }
  }
  return counts
}

/// Scalars as a text.
func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
  var view = String.UnicodeScalarView()
  view.append(contentsOf: scalars)
  return String(view)
}
