/// How files are named: `{language}/{genre}/{artist} - {title}.{ext}`.
///
/// Text outside of braces stands for itself. A field `{name}` stands for one or more characters
/// other than `/`; `{ext}` for letters and digits only. The pattern describes the whole path below
/// the corpus folder. Where several readings are possible, fields take as few characters as the
/// rest allows, from left to right: `{artist} - {title}.{ext}` reads `A - B - C.mp3` as the artist
/// A and the title B - C.
public struct NamingPattern: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case text([Character])
    case field(String)
  }

  private let parts: [Part]

  /// The fields' names, in order.
  public let fields: [String]

  /// Reads a pattern.
  ///
  /// - Throws: ``CorpusError`` when a brace is not closed, a field has no name of letters, digits
  ///   and underscores, is named twice, or follows another without text between.
  public init(_ pattern: String) throws(CorpusError) {
    var parts: [Part] = []
    var fields: [String] = []
    var rest = Array(pattern)[...]
    while let first = rest.first {
      if first == "{" {
        guard let end = rest.firstIndex(of: "}") else {
          throw CorpusError("the pattern \(pattern) has a brace that is not closed")
        }
        let name = String(rest[(rest.startIndex + 1)..<end])
        guard !name.isEmpty,
          name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
        else {
          throw CorpusError(
            "the pattern \(pattern) has a field {\(name)}; names are letters, digits and _")
        }
        guard !fields.contains(name) else {
          throw CorpusError("the pattern \(pattern) has the field {\(name)} twice")
        }
        if case .field(let before)? = parts.last {
          throw CorpusError(
            "the pattern \(pattern) needs text between {\(before)} and {\(name)} to part them")
        }
        parts.append(.field(name))
        fields.append(name)
        rest = rest[(end + 1)...]
      } else {
        let text = rest.prefix { $0 != "{" }
        parts.append(.text(Array(text)))
        rest = rest.dropFirst(text.count)
      }
    }
    guard !fields.isEmpty else { throw CorpusError("the pattern “\(pattern)” has no {field}") }
    self.parts = parts
    self.fields = fields
  }

  /// Reads a path.
  ///
  /// - Parameter path: Relative to the corpus folder.
  /// - Returns: Each field's value, not empty; `nil` when the path does not match.
  public func match(_ path: String) -> [String: String]? {
    var matching = Matching(path: Array(path), parts: parts)
    return matching.matches(part: 0, at: 0) ? matching.values : nil
  }

  /// One attempt; what failed is remembered, so that time is at most fields × characters².
  private struct Matching {
    let path: [Character]
    let parts: [Part]
    var values: [String: String] = [:]
    var failed: Set<[Int]> = []

    init(path: [Character], parts: [Part]) {
      self.path = path
      self.parts = parts
    }

    mutating func matches(part index: Int, at start: Int) -> Bool {
      guard index < parts.count else { return start == path.count }
      guard !failed.contains([index, start]) else { return false }
      switch parts[index] {
      case .text(let text):
        if path[start...].starts(with: text), matches(part: index + 1, at: start + text.count) {
          return true
        }
      case .field(let name):
        var end = start
        while end < path.count, path[end] != "/", name != "ext" || isAlphanumeric(path[end]) {
          end += 1
          if matches(part: index + 1, at: end) {
            values[name] = String(path[start..<end])
            return true
          }
        }
      }
      failed.insert([index, start])
      return false
    }

    private func isAlphanumeric(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber)
    }
  }
}

/// A text put together from fields: `{language}_{number}`.
public struct FieldTemplate: Sendable, Equatable {
  private let template: String
  /// The fields' names.
  public let fields: [String]

  /// Reads a template; the syntax is that of ``NamingPattern``.
  public init(_ template: String) throws(CorpusError) {
    fields = try NamingPattern(template).fields
    self.template = template
  }

  /// The text for given values; a field without one is empty.
  public func filled(_ values: [String: String]) -> String {
    fields.reduce(template) { text, field in
      text.replacing("{\(field)}", with: values[field] ?? "")
    }
  }
}
