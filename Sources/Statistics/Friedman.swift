/// Friedman's test that k treatments of the same N blocks (models on the same data sets, folds or
/// songs) rank alike, with what follows it; as Demšar 2006
/// (https://jmlr.org/papers/v7/demsar06a.html) recommends.
public struct Friedman: Sendable, Equatable {
  /// Mean rank of each treatment (k); 1 is the lowest value.
  public let meanRanks: [Double]
  /// Friedman's χ², corrected for ties (Friedman 1937, doi 10.2307/2279372), as SciPy's
  /// `friedmanchisquare`; 0 where all values of each block are equal.
  public let chiSquared: TestResult
  /// F = (N − 1)·χ² / (N·(k − 1) − χ²), less conservative (Iman & Davenport 1980,
  /// doi 10.1080/03610928008827904).
  public let imanDavenport: TestResult

  /// - Parameter values: For each of N ≥ 1 blocks the values of k ≥ 2 treatments, no NaN.
  public init(_ values: [[Double]]) {
    precondition(!values.isEmpty && values[0].count >= 2, "two treatments of one block at least")
    precondition(values.allSatisfy { $0.count == values[0].count }, "one value a treatment")
    let (n, k) = (Double(values.count), Double(values[0].count))
    var sums = [Double](repeating: 0, count: values[0].count)
    var ties = 0.0
    for block in values {
      let (ranks, equal) = ranked(block)
      for (treatment, rank) in ranks.enumerated() { sums[treatment] += rank }
      ties += tieSum(equal)
    }
    let untied = 1 - ties / (n * k * (k * k - 1))
    let spread = sums.reduce(0) { $0 + ($1 - n * (k + 1) / 2) * ($1 - n * (k + 1) / 2) }
    let statistic = untied > 0 ? 12 * spread / (k * n * (k + 1) * untied) : 0
    let largest = n * (k - 1)
    let rest = largest - statistic
    // All blocks rank alike: what rounding leaves of the rest is 0.
    let f = rest <= 1e-12 * largest ? .infinity : (n - 1) * statistic / rest
    meanRanks = sums.map { $0 / n }
    chiSquared = TestResult(
      statistic: statistic, pValue: chiSquaredTail(statistic, degrees: k - 1),
      leastPValue: chiSquaredTail(largest, degrees: k - 1), count: values.count)
    imanDavenport = TestResult(
      statistic: n > 1 ? f : 0,
      pValue: n > 1 ? fisherTail(f, k - 1, (k - 1) * (n - 1)) : 1,
      leastPValue: n > 1 ? 0 : 1, count: values.count)
  }

  /// The difference of mean ranks from which two treatments differ at level `alpha`:
  /// q·√(k(k + 1) / 6N), q the quantile of the studentised range over √2 (Nemenyi 1963).
  public func criticalDifference(alpha: Double = 0.05) -> Double {
    precondition(alpha > 0 && alpha < 1)
    let k = meanRanks.count
    let q = rangeQuantile(tail: alpha, of: k) / 2.0.squareRoot()
    return q * (Double(k * (k + 1)) / (6 * Double(chiSquared.count))).squareRoot()
  }
}
