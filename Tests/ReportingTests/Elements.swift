/// One element of a page, as a browser would see it.
struct Element {
  let name: String
  let attributes: [(name: String, value: String)]
  /// Names of the elements around it, outermost first.
  let ancestors: [String]
  /// Number of the element around it.
  let parent: Int?

  func value(_ attribute: String) -> String? {
    attributes.first { $0.name == attribute }?.value
  }
}

struct MarkupFault: Error, CustomStringConvertible {
  let description: String
}

/// Reads markup strictly: every element is closed in order, every attribute is quoted, no attribute
/// occurs twice, and no text holds a bare `<`. The content of `style` and `script` is taken as text.
func elements(of markup: String) throws -> [Element] {
  let void: Set<String> = ["meta", "br", "link", "img", "input"]
  var found: [Element] = []
  var open: [Int] = []
  var rest = Substring(markup).unicodeScalars[...]
  func fault(_ text: String) -> MarkupFault {
    MarkupFault(description: text + " before: " + String(String.UnicodeScalarView(rest.prefix(80))))
  }
  func word() -> String {
    let scalars = rest.prefix {
      $0.isASCII && ($0.properties.isAlphabetic || "-0123456789:".unicodeScalars.contains($0))
    }
    rest = rest.dropFirst(scalars.count)
    return String(String.UnicodeScalarView(scalars))
  }
  while let start = rest.firstIndex(of: "<") {
    rest = rest[rest.index(after: start)...]
    if rest.first == "!" {
      guard let end = rest.firstIndex(of: ">") else { throw fault("an open declaration") }
      rest = rest[rest.index(after: end)...]
      continue
    }
    if rest.first == "/" {
      rest = rest.dropFirst()
      let name = word()
      guard rest.first == ">", let last = open.popLast(), found[last].name == name else {
        throw fault("</\(name)> closes nothing")
      }
      rest = rest.dropFirst()
      continue
    }
    let name = word()
    guard !name.isEmpty else { throw fault("a bare <") }
    var attributes: [(name: String, value: String)] = []
    while let next = rest.first, next != ">" && next != "/" {
      guard next == " " || next == "\n" else { throw fault("an attribute that is not set apart") }
      rest = rest.drop { $0 == " " || $0 == "\n" }
      guard rest.first != ">" && rest.first != "/" else { break }
      let key = word()
      guard !key.isEmpty else { throw fault("an attribute without a name in \(name)") }
      var value = ""
      if rest.first == "=" {
        rest = rest.dropFirst()
        guard rest.first == "\"" else { throw fault("an attribute without quotation marks") }
        rest = rest.dropFirst()
        let scalars = rest.prefix { $0 != "\"" }
        value = String(String.UnicodeScalarView(scalars))
        rest = rest.dropFirst(scalars.count + 1)
      }
      guard !attributes.contains(where: { $0.name == key }) else { throw fault("\(key) twice") }
      attributes.append((key, value))
    }
    let isClosed = rest.first == "/"
    rest = rest.dropFirst(isClosed ? 2 : 1)
    found.append(
      Element(
        name: name, attributes: attributes, ancestors: open.map { found[$0].name },
        parent: open.last))
    if !isClosed && !void.contains(name) { open.append(found.count - 1) }
    if name == "style" || name == "script" {
      let end = Array("</\(name)>".unicodeScalars)
      while let next = rest.firstIndex(of: "<"), !rest[next...].starts(with: end) {
        rest = rest[rest.index(after: next)...]
      }
      rest = rest.firstIndex(of: "<").map { rest[$0...] } ?? rest
    }
  }
  guard open.isEmpty else { throw fault("open to the end: \(open.map { found[$0].name })") }
  return found
}
