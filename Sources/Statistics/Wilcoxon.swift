/// Wilcoxon's signed-rank test that paired differences lie symmetrically about 0 (Wilcoxon 1945,
/// doi 10.2307/3001968).
///
/// As SciPy 1.17 by default: differences of 0 are left out. The distribution is exact for up to 50
/// differences, all apart and none 0, and for up to 13 otherwise; it is then that of the ranks that
/// occurred, ties among them. Else it is normal, with the variance that ties leave and without a
/// correction for continuity.
///
/// - Parameter differences: One for each pair, finite.
/// - Returns: The statistic is the smaller sum of ranks, of positive or of negative differences.
///   Where no difference is left, p is 1. 5 differences give p ≥ 0.0625, and so are untestable at
///   0.05.
public func wilcoxonSignedRank(_ differences: [Double]) -> TestResult {
  let signed = differences.filter { $0 != 0 }
  let n = signed.count
  guard n > 0 else { return TestResult(statistic: 0, pValue: 1, leastPValue: 1, count: 0) }
  let (ranks, ties) = ranked(signed.map(abs))
  let total = Double(n) * Double(n + 1) / 2
  let positive = zip(signed, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
  let statistic = min(positive, total - positive)
  let isPlain = n == differences.count && ties.count == n
  let (pValue, least): (Double, Double)
  if differences.count <= (isPlain ? 50 : 13) {
    (pValue, least) = (exactTail(statistic, ranks), exactTail(0, ranks))
  } else {
    let count = Double(n)
    let variance = (count * (count + 1) * (2 * count + 1) - tieSum(ties) / 2) / 24
    let deviation = variance.squareRoot()
    pValue = min(1, 2 * normalTail((total / 2 - statistic) / deviation))
    least = min(1, 2 * normalTail(total / 2 / deviation))
  }
  return TestResult(statistic: statistic, pValue: pValue, leastPValue: least, count: n)
}

/// 2·P(sum of the ranks of positive differences ≤ `statistic`) when all signs are as likely, ≤ 1.
private func exactTail(_ statistic: Double, _ ranks: [Double]) -> Double {
  // Twice the ranks are whole numbers, ties or not.
  let doubled = ranks.map { Int(2 * $0) }
  var probabilities = [1.0] + [Double](repeating: 0, count: doubled.reduce(0, +))
  var reached = 0
  for rank in doubled {
    reached += rank
    for sum in stride(from: reached, through: 0, by: -1) {
      let without = probabilities[sum] / 2
      probabilities[sum] = without + (sum >= rank ? probabilities[sum - rank] / 2 : 0)
    }
  }
  return min(1, 2 * probabilities[...Int(2 * statistic)].reduce(0, +))
}
