/// What the header of a file of NumPy's format says (NumPy Enhancement Proposal 1).
struct NPYHeader: Equatable {
  /// The type of the elements, for instance `<f4`.
  let type: String
  /// Whether columns lie together, rather than rows.
  let isFortranOrder: Bool
  /// The lengths of the axes, outermost first.
  let shape: [Int]

  /// Reads the dictionary that makes up the header.
  ///
  /// - Parameter text: For instance `{'descr': '<f4', 'fortran_order': False, 'shape': (5, 768), }`.
  /// - Returns: `nil` when it is anything else.
  init?(parsing text: Substring) {
    var scanner = Scanner(rest: text)
    var (type, order, shape): (String?, Bool?, [Int]?)
    guard scanner.take("{") else { return nil }
    while !scanner.take("}") {
      guard let key = scanner.quoted(), scanner.take(":") else { return nil }
      switch key {
      case "descr" where type == nil: type = scanner.quoted()
      case "fortran_order" where order == nil:
        order = scanner.take("False") ? false : scanner.take("True") ? true : nil
      case "shape" where shape == nil: shape = scanner.tuple()
      default: return nil
      }
      guard scanner.take(",") || scanner.isAt("}") else { return nil }
    }
    guard let type, let order, let shape, scanner.isAtEnd else { return nil }
    self.type = type
    self.shape = shape
    isFortranOrder = order
  }
}

/// Takes the few forms of Python's literals that a header has from the front of a text.
private struct Scanner {
  var rest: Substring

  var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

  func isAt(_ word: String) -> Bool { rest.drop(while: \.isWhitespace).hasPrefix(word) }

  mutating func take(_ word: String) -> Bool {
    guard isAt(word) else { return false }
    rest = rest.drop(while: \.isWhitespace).dropFirst(word.count)
    return true
  }

  mutating func quoted() -> String? {
    for quote in ["'", "\""] where take(quote) {
      let text = rest.prefix { String($0) != quote }
      rest = rest.dropFirst(text.count)
      return take(quote) ? String(text) : nil
    }
    return nil
  }

  /// A tuple of whole numbers ≥ 0.
  mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      rest = rest.drop(while: \.isWhitespace)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      numbers.append(number)
      guard take(",") || isAt(")") else { return nil }
    }
    return numbers
  }
}
