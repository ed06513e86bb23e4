internal import Foundation
internal import Yams

/// The largest configuration file that is read, in bytes.
private let largestFile = 1 << 20

/// Settings as a stage uses them, with the complete file that gives them.
public struct Configured<Settings> {
  /// The settings.
  public let settings: Settings
  /// The resolved YAML: every key, defaults included, in the order of reading.
  public let yaml: String
}

extension Configured {
  /// Some outermost keys of the resolved file, as a file of their own, for what depends on those
  /// alone.
  ///
  /// - Parameter keys: Keys that the file has.
  public func yaml(of keys: Set<String>) throws -> String {
    let pairs = try Yams.compose(yaml: yaml)?.mapping.map {
      $0.filter { pair in
        keys.contains(pair.key.scalar?.string ?? "")
      }
    }
    return try Yams.serialize(node: Node((pairs ?? []).map { ($0.key, $0.value) }))
  }
}

/// Reads a YAML file into settings.
///
/// - Parameters:
///   - path: The file, at most 1 MiB of UTF-8.
///   - variants: The variants of the file that are meant: the sections of its outermost section
///     `variants` of these names go before the rest, later ones before earlier ones.
///   - read: Reads every key that the file may have.
/// - Throws: ``ConfigurationError`` naming file, line and key; also for a key that `read` did not
///   ask for.
public func configuration<Settings>(
  reading path: String, as variants: [String] = [], _ read: (Section) throws -> Settings
) throws -> Configured<Settings> {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw ConfigurationError("\(path) cannot be read: no such file, or no permission")
  }
  guard data.count <= largestFile, let text = String(validating: data, as: UTF8.self) else {
    throw ConfigurationError("\(path) is not a YAML file of UTF-8 text of at most 1 MiB")
  }
  return try configuration(parsing: text, name: path, as: variants, read)
}

/// Reads settings from YAML text; see ``configuration(reading:as:_:)``.
///
/// - Parameters:
///   - text: The YAML.
///   - name: What messages call it.
///   - variants: The variants that are meant.
///   - read: Reads every key that the text may have.
public func configuration<Settings>(
  parsing text: String, name: String, as variants: [String] = [],
  _ read: (Section) throws -> Settings
) throws -> Configured<Settings> {
  let composed: Node?
  do {
    composed = try Yams.compose(yaml: text)
  } catch {
    throw ConfigurationError(notYAML: name, error)
  }
  let node = try composed?.settled(as: variants, in: name)
  let section = try Section(file: name, path: "", node: node)
  let settings = try read(section)
  try section.finish()
  return Configured(settings: settings, yaml: try Yams.serialize(node: section.resolvedNode))
}

/// One text of a resolved file of another stage.
///
/// - Parameters:
///   - path: The keys that lead to it, from the outermost.
///   - text: The YAML, as an artifact keeps it.
/// - Returns: The text, or `nil` when there is none, or no YAML.
public func configuredText(at path: [String], in text: String) -> String? {
  let root = try? Yams.compose(yaml: text)
  return path.reduce(root) { node, key in node?.mapping?[key] }?.scalar?.string
}

/// Every text that stands under a key of one name, at any depth.
///
/// - Parameters:
///   - key: The key.
///   - text: The YAML, as an artifact keeps it.
/// - Returns: The texts in the order of the file; none when it is no YAML.
public func configuredTexts(under key: String, in text: String) -> [String] {
  func texts(in node: Node) -> [String] {
    switch node {
    case .mapping(let mapping):
      mapping.flatMap { name, value in
        (name.string == key ? value.scalar.map { [$0.string] } ?? [] : []) + texts(in: value)
      }
    case .sequence(let sequence): sequence.flatMap(texts)
    default: []
    }
  }
  return (try? Yams.compose(yaml: text)).flatMap { $0 }.map(texts) ?? []
}
