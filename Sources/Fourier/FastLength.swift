/// The next length of which a transform is fast: a product of 2, 3 and 5.
///
/// - Parameter length: ≥ 1.
public func fastLength(atLeast length: Int) -> Int {
  precondition(length >= 1)
  var candidate = length
  while true {
    var rest = candidate
    for prime in [2, 3, 5] {
      while rest.isMultiple(of: prime) { rest /= prime }
    }
    if rest == 1 { return candidate }
    candidate += 1
  }
}
