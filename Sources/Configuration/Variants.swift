internal import Yams

extension Node {
  /// A file of settings as one or more of its variants.
  ///
  /// The outermost section `variants` holds a section for each variant that differs, by name. Its
  /// keys go before the file's own, section by section; lists and values replace each other whole,
  /// and a key without a value is taken away. A file without the variant is as it is.
  ///
  /// - Parameters:
  ///   - variants: Their names; later ones go before earlier ones.
  ///   - file: What messages call the file.
  func settled(as variants: [String], in file: String) throws(ConfigurationError) -> Node {
    guard var own = mapping, let given = own["variants"] else { return self }
    guard let sections = given.mapping else {
      throw ConfigurationError(
        "\(file):\(given.mark?.line ?? 1): variants must be a mapping (name: settings)")
    }
    own["variants"] = nil
    var settled = Node.mapping(own)
    for name in variants {
      guard let changes = sections[name] else { continue }
      guard changes.mapping != nil else {
        throw ConfigurationError(
          "\(file):\(changes.mark?.line ?? 1): variants.\(name) must be a mapping (key: value)")
      }
      settled = settled.overlaid(by: changes)
    }
    return settled
  }

  /// The node with values of another, section by section.
  func overlaid(by changes: Node) -> Node {
    guard var own = mapping, let other = changes.mapping else { return changes }
    for (key, value) in other {
      own[key] = value.null == nil ? own[key]?.overlaid(by: value) ?? value : nil
    }
    return .mapping(own)
  }
}
