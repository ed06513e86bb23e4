/// HTML or SVG that is safe to put into a page: what is written in the source is trusted, what is
/// interpolated is escaped.
///
///     let cell: Markup = "<td dir=\"auto\">\(title)</td>"   // `title` may be anything
///
/// Escaping works on Unicode scalars. Working on characters would not be safe: a quotation mark
/// followed by a combining accent is one character that equals no quotation mark, and yet ends an
/// attribute.
public struct Markup: ExpressibleByStringInterpolation, Sendable, Equatable {
  /// The HTML or SVG.
  public private(set) var text: String

  /// Trusts a literal.
  public init(stringLiteral value: StaticString) { text = value.description }

  /// Joins trusted literals and escaped values.
  public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Puts pieces after one another.
  public init(joining pieces: some Sequence<Markup>) {
    text = ""
    for piece in pieces { text += piece.text }
  }

  /// Trusts a text that was made by this package.
  package init(trusting text: String) { self.text = text }

  /// Builds ``Markup`` from literals and values.
  public struct Interpolation: StringInterpolationProtocol {
    var text: String

    /// Starts an empty text.
    public init(literalCapacity: Int, interpolationCount: Int) {
      text = ""
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    /// Appends source text as it is.
    public mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

    /// Appends a text, escaped.
    public mutating func appendInterpolation(_ value: String) { text += escaped(value) }

    /// Appends a whole number.
    public mutating func appendInterpolation(_ value: Int) { text += String(value) }

    /// Appends a coordinate, in tenths; see ``coordinate(_:)``.
    public mutating func appendInterpolation(_ value: Double) { text += coordinate(value) }

    /// Appends markup as it is.
    public mutating func appendInterpolation(_ value: Markup) { text += value.text }

    /// Appends pieces of markup, one after another.
    public mutating func appendInterpolation(_ values: [Markup]) {
      for value in values { text += value.text }
    }
  }
}

/// A text in which no character means anything to HTML or XML, in an element or in an attribute.
///
/// `& < > " '` become references; characters that XML does not allow become U+FFFD.
///
/// - Parameter text: Any text.
public func escaped(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
      result.unicodeScalars.append("\u{FFFD}")
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
