internal import Foundation
internal import Yams

/// A YAML file with other values.
///
/// - Parameters:
///   - path: The file.
///   - variants: The variants of it that are meant.
///   - changes: Keys, dotted where they are nested ("loss.beta"), and their values as YAML.
/// - Returns: The whole file as YAML, without variants.
/// - Throws: ``ConfigurationError`` when the file or a value is no YAML.
public func configuration(
  changing path: String, as variants: [String] = [], _ changes: [(key: String, value: String)]
) throws(ConfigurationError) -> String {
  guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
    throw ConfigurationError("\(path) cannot be read: no such file, or no permission")
  }
  func parsed(_ yaml: String, _ name: String) throws(ConfigurationError) -> Node? {
    do {
      return try Yams.compose(yaml: yaml)
    } catch { throw ConfigurationError(notYAML: name, error) }
  }
  var node = try parsed(text, path)?.settled(as: variants, in: path) ?? .mapping([:])
  for (key, value) in changes {
    guard let value = try parsed(value, "\(key): \(value)") else {
      throw ConfigurationError("\(key) of \(path) cannot be changed to nothing")
    }
    node = node.overlaid(
      by: key.split(separator: ".").reversed().reduce(value) { Node([(Node(String($1)), $0)]) })
  }
  do {
    return try Yams.serialize(node: node)
  } catch { throw ConfigurationError("\(path) cannot be written: \(error)") }
}
