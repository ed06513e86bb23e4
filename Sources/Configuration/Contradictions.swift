internal import Foundation
internal import Yams

/// What a YAML file says that resolved settings do not.
///
/// - Parameters:
///   - path: The file, whose keys may be fewer: what it leaves out has taken a default.
///   - resolved: The complete settings, as an artifact keeps them.
///   - variants: The variants of the file that are meant.
///   - onlyKnown: Whether keys that the settings do not have are passed over.
///   - ignored: Outermost keys of the file that do not count.
/// - Returns: The keys that differ, such as "loss.beta: 4, was 1"; list elements by number.
/// - Throws: ``ConfigurationError`` when the file cannot be read or either is no YAML.
public func contradictions(
  of path: String, with resolved: String, as variants: [String] = [], onlyKnown: Bool = false,
  except ignored: Set<String> = []
) throws(ConfigurationError) -> [String] {
  guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
    throw ConfigurationError("\(path) cannot be read: no such file, or no permission")
  }
  let (file, used): (Node?, Node?)
  do {
    (file, used) = (try Yams.compose(yaml: text), try Yams.compose(yaml: resolved))
  } catch {
    throw ConfigurationError(notYAML: path, error)
  }
  let asked = try file?.settled(as: variants, in: path)
  return differences(asked, used, at: "", onlyKnown: onlyKnown).filter { difference in
    !ignored.contains { difference.hasPrefix($0) }
  }
}

private func differences(
  _ asked: Node?, _ used: Node?, at key: String, onlyKnown: Bool
) -> [String] {
  switch (asked, used) {
  case (nil, _): []
  case (.mapping(let asked)?, .mapping(let used)?):
    asked.flatMap { name, value -> [String] in
      let name = name.string ?? ""
      if onlyKnown, key.isEmpty, used[name] == nil { return [] }
      return differences(
        value, used[name], at: key.isEmpty ? name : "\(key).\(name)", onlyKnown: onlyKnown)
    }
  case (.sequence(let asked)?, .sequence(let used)?) where asked.count == used.count:
    zip(asked, used).enumerated().flatMap {
      differences($1.0, $1.1, at: "\(key)[\($0)]", onlyKnown: onlyKnown)
    }
  case (.scalar(let asked)?, .scalar(let used)?) where isSame(asked.string, used.string): []
  // A key without a value takes its defaults.
  case (let asked?, _) where asked.null != nil: []
  case (let asked?, let used): ["\(key): \(brief(asked)), was \(used.map(brief) ?? "missing")"]
  }
}

/// Whether two scalars mean the same: numbers by value, flags by meaning, else by their text.
private func isSame(_ a: String, _ b: String) -> Bool {
  func flag(_ text: String) -> Bool? {
    ["true", "yes", "on"].contains(text.lowercased())
      ? true : ["false", "no", "off"].contains(text.lowercased()) ? false : nil
  }
  if a == b { return true }
  if let x = Double(a), let y = Double(b) { return x == y }
  return flag(a) != nil && flag(a) == flag(b)
}

private func brief(_ node: Node) -> String {
  switch node {
  case .scalar(let scalar): scalar.string
  case .sequence(let items): "\(items.count) items"
  default: "a mapping"
  }
}
