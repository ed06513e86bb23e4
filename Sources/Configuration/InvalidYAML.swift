internal import Yams

extension ConfigurationError {
  /// A text that is no YAML, in one line: what is wrong with it, and where.
  ///
  /// - Parameters:
  ///   - name: What messages call the text.
  ///   - error: What reading it threw.
  init(notYAML name: String, _ error: any Error) {
    let (place, problem): (String, String) =
      switch error as? YamlError {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        (":\(mark.line)", problem)
      case .reader(let problem, _, _, _): ("", problem)
      case .duplicatedKeysInMapping(let keys, _):
        ("", "a key occurs twice: \(keys.joined(separator: ", ").prefix(80))")
      default: ("", "it cannot be read")
      }
    self.init("\(name)\(place) is not valid YAML: \(problem)")
  }
}
