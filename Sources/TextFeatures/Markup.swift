internal import Foundation

/// Text without HTML: entities are what they stand for, tags are gone (those that end a line end
/// it), comments of markup languages too. Ends of lines are LF; control characters, marks of
/// direction and of order, and soft hyphens are gone; joiners, which some scripts write with, stay.
///
/// What taking out brings together is looked at again, in time that grows with the text alone.
func withoutMarkup(_ text: String) -> String {
  var output = MarkupOutput()
  for scalar in text.unicodeScalars { output.take(scalar) }
  return output.text
}

/// What has been taken so far. A tag or entity is seen when it ends.
private struct MarkupOutput {
  private var scalars: [Unicode.Scalar] = []
  /// Whether a carriage return came last, after which a line feed ends no other line.
  private var isAfterReturn = false

  var text: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  mutating func take(_ scalar: Unicode.Scalar) {
    // What an entity stands for may end another.
    var pending = [scalar]
    while let scalar = pending.popLast() {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar {
      case "\n" where isAfterReturn: break
      case "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}": scalars.append("\n")
      case "\t", "\u{a0}": scalars.append(" ")
      case ";":
        if let meant = endEntity() {
          pending += meant.unicodeScalars.reversed()
        } else {
          scalars.append(scalar)
        }
      case ">": if !endTag() { scalars.append(scalar) }
      default: if !isInvisible(scalar) { scalars.append(scalar) }
      }
    }
  }

  /// Takes an entity back that ends here.
  ///
  /// - Returns: What it stands for, in the form NFC, which has ASCII's marks for their doubles.
  private mutating func endEntity() -> String? {
    guard
      let start = scalars.suffix(longestEntity).lastIndex(where: { $0 == "&" }),
      let meant = entity(String(String.UnicodeScalarView(scalars[(start + 1)...])))
    else { return nil }
    scalars.removeSubrange(start...)
    return String(meant).precomposedStringWithCanonicalMapping
  }

  /// Removes a tag that ends here.
  private mutating func endTag() -> Bool {
    let recent = scalars.suffix(longestTag)
    guard let start = recent.lastIndex(where: { $0 == "<" || $0 == "\n" }),
      scalars[start] == "<", start + 1 < scalars.count
    else { return false }
    let first = scalars[start + 1]
    guard first.isASCII, first.properties.isAlphabetic || first == "/" || first == "!" else {
      return false
    }
    let name = scalars[(start + 1)...].drop { $0 == "/" }.prefix { $0.properties.isAlphabetic }
    scalars.removeSubrange(start...)
    let endsLine = ["br", "p", "div", "li", "tr"].contains {
      $0 == String(String.UnicodeScalarView(name)).lowercased()
    }
    scalars.append(endsLine ? "\n" : " ")
    return true
  }
}

/// Scalars of the longest entity and tag that are looked for.
private let (longestEntity, longestTag) = (10, 300)

/// What a name or number between & and ; stands for.
private func entity(_ name: String) -> Unicode.Scalar? {
  switch name {
  case "amp": return "&"
  case "lt": return "<"
  case "gt": return ">"
  case "quot": return "\""
  case "apos": return "'"
  case "nbsp": return " "
  default:
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let isHexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
    let value = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
    return value.flatMap(Unicode.Scalar.init)
  }
}

/// Whether a scalar shows nothing and joins nothing.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<32, 0x7f..<0xa0, 0xad, 0x200b, 0x200e, 0x200f, 0x202a...0x202e, 0x2060...0x206f, 0xfeff,
    0xfff9...0xfffb:
    true
  default: false
  }
}
