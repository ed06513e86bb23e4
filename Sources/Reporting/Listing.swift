/// A table for machines: all rows of what the page shows a part of.
struct Listing {
  /// One value.
  enum Field {
    case text(String)
    case real(Double)
    case whole(Int)
    case truth(Bool)
  }

  /// What its files are called, without ending.
  let name: String
  /// Names of the columns.
  let header: [String]
  /// The rows, each as long as the header.
  let rows: [[Field]]

  /// The table as CSV (RFC 4180, but with line feeds): what needs quotation marks gets them. Numbers are
  /// the shortest decimals that read back as the same number; nothing for what is not a number.
  var commaSeparated: String {
    var text = header.map(quoted).joined(separator: ",") + "\n"
    for row in rows { text += row.map(commaSeparated).joined(separator: ",") + "\n" }
    return text
  }

  /// The table as JSON: a list of objects; `null` for what is not a finite number.
  var json: String {
    let names = header.map(jsonText)
    let objects = rows.map { row in
      "{" + zip(names, row).map { "\($0):\(json($1))" }.joined(separator: ",") + "}"
    }
    return "[\n" + objects.joined(separator: ",\n") + (objects.isEmpty ? "]\n" : "\n]\n")
  }

  private func commaSeparated(_ field: Field) -> String {
    switch field {
    case .text(let text): quoted(text)
    case .real(let value): value.isNaN ? "" : "\(value)"
    case .whole(let value): "\(value)"
    case .truth(let value): value ? "yes" : "no"
    }
  }

  private func json(_ field: Field) -> String {
    switch field {
    case .text(let text): jsonText(text)
    case .real(let value): value.isFinite ? "\(value)" : "null"
    case .whole(let value): "\(value)"
    case .truth(let value): "\(value)"
    }
  }
}

private func quoted(_ text: String) -> String {
  let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
  guard text.unicodeScalars.contains(where: special.contains) else { return text }
  let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
  return "\"\(doubled)\""
}

/// A text as JSON (RFC 8259), in which no character means anything to HTML, so that it may also stand in
/// a `script` element.
func jsonText(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case "<", ">", "&", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
