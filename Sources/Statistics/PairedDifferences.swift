/// A test of a mean difference, with its interval.
public struct MeanDifference: Sendable, Equatable {
  /// Mean of the differences.
  public let mean: Double
  /// Bounds of the true mean.
  public let interval: Interval
  /// The test; its statistic is t.
  public let test: TestResult
}

/// Student's t-test that the mean of paired differences is 0 (Student 1908,
/// doi 10.1093/biomet/6.1.1); as SciPy's `ttest_rel`.
///
/// - Parameters:
///   - differences: One for each pair, finite and independent.
///   - level: Confidence of the interval, 0 … 1.
/// - Returns: With fewer than two differences nothing can be tested: p is 1, the interval infinite.
///   Differences that are all equal give p = 0, or 1 if they are 0.
public func pairedTTest(_ differences: [Double], level: Double = 0.95) -> MeanDifference {
  test(differences, varianceFactor: 1 / Double(max(differences.count, 1)), level: level)
}

/// The t-test for repeated splits of one data set, whose training parts overlap: the variance of the
/// mean is (1/R + n₂/n₁)·s² instead of s²/R (Nadeau & Bengio 2003, doi 10.1023/A:1024068626366).
///
/// Seeds on one split are no splits: for them it says nothing about other data.
///
/// - Parameters:
///   - differences: One for each of R splits, finite.
///   - testShare: n₂/n₁, rows tested over rows trained on, > 0; 1/(K − 1) in K-fold
///     cross-validation.
///   - level: Confidence of the interval, 0 … 1.
/// - Returns: As ``pairedTTest(_:level:)``, with R − 1 degrees of freedom.
public func correctedResampledTTest(
  _ differences: [Double], testShare: Double, level: Double = 0.95
) -> MeanDifference {
  precondition(testShare > 0)
  return test(
    differences, varianceFactor: 1 / Double(max(differences.count, 1)) + testShare, level: level)
}

private func test(
  _ differences: [Double], varianceFactor: Double, level: Double
) -> MeanDifference {
  let n = differences.count
  guard n > 1 else {
    return MeanDifference(
      mean: differences.first ?? .nan, interval: Interval(low: -.infinity, high: .infinity),
      test: TestResult(statistic: 0, pValue: 1, leastPValue: 1, count: n))
  }
  let degrees = Double(n - 1)
  let centre = mean(differences)
  let error = (varianceFactor * sampleVariance(differences)).squareRoot()
  let t = centre == 0 ? 0 : centre / error
  let reach = error == 0 ? 0 : error * studentQuantile(twoTails: 1 - level, degrees: degrees)
  return MeanDifference(
    mean: centre, interval: Interval(low: centre - reach, high: centre + reach),
    test: TestResult(
      statistic: t, pValue: studentTwoTails(t, degrees: degrees), leastPValue: 0, count: n))
}
