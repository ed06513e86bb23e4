internal import Foundation

/// How far two quantities go together.
public struct Correlation: Sendable, Equatable {
  /// −1 … 1; NaN where one of them is constant, or of fewer than two pairs.
  public let coefficient: Double
  /// Bounds of the true coefficient, by Fisher's transformation; −1 … 1 with fewer than four pairs.
  public let interval: Interval
  /// The test that there is none; its statistic is t with n − 2 degrees of freedom.
  public let test: TestResult

  /// Pearson's product-moment correlation (Pearson 1895, doi 10.1098/rspl.1895.0041); standard error
  /// of the transformed coefficient 1/√(n − 3). As SciPy's `pearsonr`.
  ///
  /// - Parameters:
  ///   - x: Finite (n).
  ///   - y: Finite (n).
  ///   - level: Confidence of the interval, 0 … 1.
  public static func pearson(_ x: [Double], _ y: [Double], level: Double = 0.95) -> Correlation {
    Correlation(momentCoefficient(x, y), count: x.count, level: level) { _ in 1 }
  }

  /// Spearman's correlation of ranks (Spearman 1904, doi 10.2307/1412159), ties with mean ranks; the
  /// test as SciPy's `spearmanr`; standard error √((1 + r²/2) / (n − 3)) (Bonett & Wright 2000,
  /// doi 10.1007/BF02294183).
  ///
  /// - Parameters:
  ///   - x: No NaN (n).
  ///   - y: No NaN (n).
  ///   - level: Confidence of the interval, 0 … 1.
  public static func spearman(_ x: [Double], _ y: [Double], level: Double = 0.95) -> Correlation {
    Correlation(
      momentCoefficient(ranked(x).ranks, ranked(y).ranks), count: x.count, level: level
    ) { 1 + $0 * $0 / 2 }
  }

  private init(
    _ r: Double, count n: Int, level: Double, variance: (_ coefficient: Double) -> Double
  ) {
    coefficient = r
    guard n > 2, !r.isNaN else {
      interval = Interval(low: -1, high: 1)
      test = TestResult(statistic: 0, pValue: 1, leastPValue: 1, count: n)
      return
    }
    let degrees = Double(n - 2)
    let t = abs(r) == 1 ? r * .infinity : r * (degrees / ((1 - r) * (1 + r))).squareRoot()
    test = TestResult(
      statistic: t, pValue: studentTwoTails(t, degrees: degrees), leastPValue: 0, count: n)
    guard n > 3 else {
      interval = Interval(low: -1, high: 1)
      return
    }
    let reach =
      normalQuantile(tail: (1 - level) / 2) * (variance(r) / Double(n - 3)).squareRoot()
    interval = Interval(low: tanh(atanh(r) - reach), high: tanh(atanh(r) + reach))
  }
}

private func momentCoefficient(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "one y for each x")
  guard x.count > 1, sampleVariance(x) > 0, sampleVariance(y) > 0 else { return .nan }
  let (a, b) = (mean(x), mean(y))
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (u, v) in zip(x, y) {
    xx += (u - a) * (u - a)
    yy += (v - b) * (v - b)
    xy += (u - a) * (v - b)
  }
  return max(-1, min(1, xy / (xx * yy).squareRoot()))
}
