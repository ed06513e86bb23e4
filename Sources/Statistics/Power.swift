/// The least mean of paired differences that as many pairs, scattered as these are, would show with a given
/// chance: (z_{α/2m} + z_{1−power})·s/√n (Cohen 1988, "Statistical power analysis for the behavioral
/// sciences", chapter 2, by the normal distribution). Below it, that nothing was found says little.
///
/// - Parameters:
///   - differences: One for each pair, finite and independent.
///   - tests: How many tests share the level, m ≥ 1, as Bonferroni divides it.
///   - alpha: The level of all tests together, two-sided, 0 … 1.
///   - power: The chance of finding it, 0 … 1.
/// - Returns: NaN of fewer than two differences.
public func detectableDifference(
  _ differences: [Double], tests: Int = 1, alpha: Double = 0.05, power: Double = 0.8
) -> Double {
  precondition(tests >= 1 && alpha > 0 && alpha < 1 && power > 0 && power < 1)
  guard differences.count > 1 else { return .nan }
  let reach =
    normalQuantile(tail: alpha / 2 / Double(tests)) + normalQuantile(tail: 1 - power)
  return reach * (sampleVariance(differences) / Double(differences.count)).squareRoot()
}
