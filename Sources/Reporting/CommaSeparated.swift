/// A table as CSV (RFC 4180, but with line feeds): what needs quotation marks gets them.
///
/// - Parameters:
///   - header: Names of the columns.
///   - rows: The rows.
func commaSeparated(_ header: [String], _ rows: some Sequence<[String]>) -> String {
  var text = header.map(field).joined(separator: ",") + "\n"
  for row in rows { text += row.map(field).joined(separator: ",") + "\n" }
  return text
}

private func field(_ text: String) -> String {
  let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
  guard text.unicodeScalars.contains(where: special.contains) else { return text }
  let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
  return "\"\(doubled)\""
}

/// A number as CSV has it: the shortest decimal that reads back as the same number; nothing for
/// what is not a number.
func field(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }
