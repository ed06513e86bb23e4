internal import Foundation
internal import Yams

/// One mapping of a YAML file, read key by key.
///
/// Reading a key states its default and its range in one place. When all is read, a key that
/// nobody asked for is an error that suggests the nearest known one, and ``resolved`` is the
/// complete file, defaults included. A class, because the sections of one file share what was read.
public final class Section {
  /// The file, for messages.
  private let file: String
  /// Dotted path of this section in the file, empty for the whole.
  private let path: String
  private let entries: [(key: String, node: Node)]
  private let line: Int
  private var read: [(key: String, node: () -> Node)] = []
  private var children: [Section] = []

  init(file: String, path: String, node: Node?) throws(ConfigurationError) {
    self.file = file
    self.path = path
    line = node?.mark?.line ?? 1
    guard let node, !Section.isNull(node) else {
      entries = []
      return
    }
    guard let mapping = node.mapping else {
      throw ConfigurationError(
        "\(file):\(line): \(path.isEmpty ? "the file" : path) must be a mapping (key: value)")
    }
    var entries: [(key: String, node: Node)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        throw ConfigurationError("\(file):\(key.mark?.line ?? line): a key must be a word")
      }
      entries.append((name, value))
    }
    self.entries = entries
  }

  private static func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar else { return false }
    return scalar.style != .singleQuoted && scalar.style != .doubleQuoted
      && ["", "~", "null"].contains(scalar.string)
  }

  private func node(_ key: String) -> Node? {
    entries.first { $0.key == key }.map(\.node)
  }

  /// What a key has: what the file gives, else what it was read as before.
  private func settled(_ key: String) -> Node? {
    has(key) ? node(key) : read.first { $0.key == key }.map { $0.node() }
  }

  private func name(_ key: String) -> String { path.isEmpty ? key : path + "." + key }

  /// Notes that a key was asked for. Settings that share a key may each ask; it is noted once, and
  /// where the file does not give it the first one's default is that of all.
  private func record(_ key: String, _ node: @escaping () -> Node) {
    guard !read.contains(where: { $0.key == key }) else { return }
    read.append((key, node))
  }

  /// An error about one key of this section.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - problem: What is wrong, to follow the key's name: "must be …".
  public func error(_ key: String, _ problem: String) -> ConfigurationError {
    ConfigurationError("\(file):\(node(key)?.mark?.line ?? line): \(name(key)) \(problem)")
  }

  /// The keys that the file gives in this section, in its order.
  public var keys: [String] { entries.map(\.key) }

  /// Whether the file gives a value for the key.
  public func has(_ key: String) -> Bool { node(key).map { !Self.isNull($0) } ?? false }
}

// MARK: - Scalars

extension Section {
  private func scalar<Value>(
    _ key: String, default fallback: Value?, _ expected: String, show: (Value) -> Node,
    parse: (String) -> Value?
  ) throws(ConfigurationError) -> Value {
    let value: Value
    if let node = settled(key) {
      guard let text = node.scalar?.string else { throw error(key, "must be \(expected)") }
      guard let parsed = parse(text) else {
        throw error(key, "must be \(expected), not “\(text.prefix(80))”")
      }
      value = parsed
    } else if let fallback {
      value = fallback
    } else {
      throw error(key, "is missing: \(expected) is needed")
    }
    let shown = show(value)
    record(key) { shown }
    return value
  }

  /// A real number.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - fallback: The value where the file has none; `nil` makes the key required.
  ///   - range: The numbers allowed.
  public func real(
    _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double>? = nil
  ) throws(ConfigurationError) -> Double {
    let expected = range.map { "a number from \(short($0.lowerBound)) to \(short($0.upperBound))" }
    return try scalar(
      key, default: fallback, expected ?? "a number", show: { Node(short($0)) }
    ) { text in
      guard let value = Double(text), value.isFinite, range?.contains(value) ?? true else {
        return nil
      }
      return value
    }
  }

  /// A whole number; see ``real(_:default:in:)``.
  public func integer(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>? = nil
  ) throws(ConfigurationError) -> Int {
    let expected = range.map {
      $0.upperBound == .max
        ? "a whole number of at least \($0.lowerBound)"
        : "a whole number from \($0.lowerBound) to \($0.upperBound)"
    }
    return try scalar(
      key, default: fallback, expected ?? "a whole number", show: { Node(String($0)) }
    ) { text in
      guard let value = Int(text), range?.contains(value) ?? true else { return nil }
      return value
    }
  }

  /// `true` or `false`.
  public func flag(_ key: String, default fallback: Bool? = nil) throws(ConfigurationError) -> Bool
  {
    try scalar(key, default: fallback, "true or false", show: { Node($0 ? "true" : "false") }) {
      Bool($0)
    }
  }

  /// A text.
  public func text(
    _ key: String, default fallback: String? = nil
  ) throws(ConfigurationError) -> String {
    try scalar(key, default: fallback, "a text", show: textNode) { $0 }
  }

  /// One of the names of an enumeration.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Choice? = nil
  ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return try scalar(
      key, default: fallback, "one of \(names)", show: { textNode($0.rawValue) }
    ) { Choice(rawValue: $0) }
  }
}

// MARK: - Lists and sections

extension Section {
  private func list<Value>(
    _ key: String, default fallback: [Value]?, _ expected: String, show: (Value) -> Node,
    parse: (String) -> Value?
  ) throws(ConfigurationError) -> [Value] {
    var values: [Value] = []
    if let node = settled(key) {
      guard let sequence = node.sequence else { throw error(key, "must be a list of \(expected)") }
      for item in sequence {
        guard let text = item.scalar?.string, let value = parse(text) else {
          throw error(
            key, "must be a list of \(expected), not “\(item.scalar?.string.prefix(80) ?? "…")”")
        }
        values.append(value)
      }
    } else if let fallback {
      values = fallback
    } else {
      throw error(key, "is missing: a list of \(expected) is needed")
    }
    let shown = Node(values.map(show), .implicit, .flow)
    record(key) { shown }
    return values
  }

  /// A list of texts.
  public func texts(
    _ key: String, default fallback: [String]? = nil
  ) throws(ConfigurationError) -> [String] {
    try list(key, default: fallback, "texts", show: textNode) { $0 }
  }

  /// A list of real numbers within a range.
  public func reals(
    _ key: String, default fallback: [Double]? = nil, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> [Double] {
    let expected = "numbers from \(short(range.lowerBound)) to \(short(range.upperBound))"
    return try list(key, default: fallback, expected, show: { Node(short($0)) }) {
      guard let value = Double($0), range.contains(value) else { return nil }
      return value
    }
  }

  /// A list of whole numbers within a range.
  public func integers(
    _ key: String, default fallback: [Int]? = nil, in range: ClosedRange<Int>? = nil
  ) throws(ConfigurationError) -> [Int] {
    let expected = range.map {
      $0.upperBound == .max
        ? "whole numbers of at least \($0.lowerBound)"
        : "whole numbers from \($0.lowerBound) to \($0.upperBound)"
    }
    return try list(key, default: fallback, expected ?? "whole numbers", show: { Node(String($0)) })
    {
      guard let value = Int($0), range?.contains(value) ?? true else { return nil }
      return value
    }
  }

  /// The nested section under a key; empty when the file has none, so that its defaults hold.
  public func section(_ key: String) throws(ConfigurationError) -> Section {
    let child = try Section(file: file, path: name(key), node: node(key))
    children.append(child)
    record(key) { child.resolvedNode }
    return child
  }

  /// A list of sections under a key; empty when the file has none.
  public func sections(_ key: String) throws(ConfigurationError) -> [Section] {
    guard let node = node(key), !Self.isNull(node) else { return [] }
    guard let sequence = node.sequence else { throw error(key, "must be a list of mappings") }
    var items: [Section] = []
    for (index, item) in sequence.enumerated() {
      items.append(try Section(file: file, path: "\(name(key))[\(index)]", node: item))
    }
    children += items
    record(key) { Node(items.map(\.resolvedNode)) }
    return items
  }
}

// MARK: - The end of reading

extension Section {
  /// Refuses keys that nobody read, here and in nested sections.
  func finish() throws(ConfigurationError) {
    let known = Set(read.map(\.key))
    for key in keys where !known.contains(key) {
      let nearest = read.map { (key: $0.key, distance: editDistance(key, $0.key)) }
        .filter { $0.distance <= 1 + key.count / 3 }.min { $0.distance < $1.distance }?.key
      let suggestion = nearest.map { "; did you mean \($0)?" } ?? ""
      throw error(key, "is not a known key\(suggestion)")
    }
    for child in children { try child.finish() }
  }

  var resolvedNode: Node {
    Node(read.map { (Node($0.key), $0.node()) }, .implicit, .block)
  }
}

/// A number as one writes it: without a needless “.0”.
private func short(_ value: Double) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}

/// A text, quoted where it would read as something else.
private func textNode(_ text: String) -> Node {
  let plain =
    text.first.map { $0.isLetter || $0 == "/" } ?? false
    && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
  return Node(text, .implicit, plain ? .any : .doubleQuoted)
}

/// The number of insertions, deletions and substitutions between two words (Levenshtein 1966).
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var previous = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var current = [i + 1]
    for (j, y) in b.enumerated() {
      current.append(min(previous[j] + (x == y ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
    }
    previous = current
  }
  return previous[b.count]
}
