internal import Foundation

/// What a title or an artist's name is compared by, so that spellings of one song agree.
///
/// Compatibility forms are unified (NFKC), letters lose case and the combining marks of Latin,
/// Greek and Cyrillic script (U+0300 … U+036F; marks of other scripts are letters and stay),
/// brackets go with their content ("(Live)", "[2011 Remaster]"), and so does what follows "feat.",
/// "ft." or "featuring"; of the rest only letters, marks and digits count, in words. A name that
/// has nothing but brackets keeps them.
///
/// - Returns: The key; empty when the name holds neither letter nor digit.
func comparableTitle(_ name: String) -> String {
  let plain = words(of: withoutGuests(withoutBrackets(name)))
  return plain.isEmpty ? words(of: name) : plain
}

/// The text without brackets and what they hold; an unclosed one is no bracket.
private func withoutBrackets(_ text: String) -> String {
  let brackets = Array("([{".utf8)
  guard text.utf8.contains(where: { $0 >= 0x80 || brackets.contains($0) }) else { return text }
  return text.replacing(/\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|（[^（）]*）|［[^［］]*］|【[^【】]*】/, with: " ")
}

private func withoutGuests(_ text: String) -> String {
  guard mayNameGuests(text) else { return text }
  let marker = /(?i)\s(feat\.?|ft\.?|featuring)\s/
  return text.firstMatch(of: marker).map { String(text[..<$0.range.lowerBound]) } ?? text
}

/// Whether a word may begin with f. A catalogue has millions of names, and most have no guests.
private func mayNameGuests(_ name: String) -> Bool {
  var isBetween = false
  for byte in name.utf8 {
    if byte >= 0x80 || (isBetween && byte | 0x20 == UInt8(ascii: "f")) { return true }
    isBetween = byte <= 0x20
  }
  return false
}

/// The words of a text, by which texts are compared: NFKC, without case, punctuation and the
/// combining marks of European scripts.
func words(of text: String) -> String {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return asciiWords(of: text) }
  let unmarked = text.decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
    !(0x300...0x36F).contains($0.value)
  }
  return String(String.UnicodeScalarView(unmarked)).precomposedStringWithCompatibilityMapping
    .lowercased()
    .split { !($0.isLetter || $0.isNumber || $0.unicodeScalars.contains { $0.properties.isMark }) }
    .joined(separator: " ")
}

/// The words of a text of ASCII, where all but letters and digits stands between words.
private func asciiWords(of text: String) -> String {
  var words: [UInt8] = []
  var isBetween = false
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      if isBetween, !words.isEmpty { words.append(UInt8(ascii: " ")) }
      isBetween = false
      words.append(byte > UInt8(ascii: "9") ? byte | 0x20 : byte)
    default: isBetween = true
    }
  }
  return String(decoding: words, as: UTF8.self)
}

extension Unicode.Scalar.Properties {
  fileprivate var isMark: Bool {
    [.nonspacingMark, .spacingMark, .enclosingMark].contains(generalCategory)
  }
}
