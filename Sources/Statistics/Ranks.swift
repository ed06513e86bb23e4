/// Ranks from 1, ascending; equal values share the mean of their ranks.
///
/// - Parameter values: No NaN.
/// - Returns: The rank of each value, and how many values each group of equal ones has.
func ranked(_ values: [Double]) -> (ranks: [Double], ties: [Int]) {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var ties: [Int] = []
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
    ties.append(end - start)
    start = end
  }
  return (ranks, ties)
}

/// Σ (t³ − t) over groups of t equal values.
func tieSum(_ ties: [Int]) -> Double {
  ties.reduce(0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
}

/// Arithmetic mean; NaN of none.
public func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Variance with divisor n − 1; the sum of squares of values that are all equal is exactly 0.
func sampleVariance(_ values: [Double]) -> Double {
  guard let first = values.first, values.contains(where: { $0 != first }) else { return 0 }
  let centre = mean(values)
  return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
}
