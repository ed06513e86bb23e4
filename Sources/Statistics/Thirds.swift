/// Low, middle and high thirds of a quantity: classes of equal size up to ties, which stay together.
public struct Thirds: Sendable {
  /// The values that are known, ascending.
  private let known: [Double]

  /// Divides values into thirds.
  ///
  /// - Parameter values: The quantity, in any unit and order; NaN where it is not known.
  public init(of values: [Double]) {
    known = values.filter { !$0.isNaN }.sorted()
  }

  /// The third of each value, by the share of the known values that are smaller.
  ///
  /// - Returns: 0 low, 1 middle, 2 high; `nil` for NaN, or where nothing is known.
  public func classes(of values: [Double]) -> [Int?] {
    values.map { value in
      guard !value.isNaN, !known.isEmpty else { return nil }
      return min(2, 3 * countBelow(value) / known.count)
    }
  }

  private func countBelow(_ value: Double) -> Int {
    var (low, high) = (0, known.count)
    while low < high {
      let middle = (low + high) / 2
      if known[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
