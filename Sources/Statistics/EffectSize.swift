/// Cohen's d: the difference of two means in units of the pooled standard deviation (Cohen 1988,
/// ISBN 0-8058-0283-5); 0.2 is called small, 0.5 medium, 0.8 large.
///
/// - Parameters:
///   - x: Two values at least.
///   - y: Two values at least.
/// - Returns: 0 for equal means, infinite where there is a difference but no deviation.
public func cohenD(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count >= 2 && y.count >= 2, "a deviation takes two values")
  let difference = mean(x) - mean(y)
  let squares =
    Double(x.count - 1) * sampleVariance(x) + Double(y.count - 1) * sampleVariance(y)
  return difference == 0
    ? 0 : difference / (squares / Double(x.count + y.count - 2)).squareRoot()
}

/// Cliff's δ: P(x > y) − P(x < y), −1 … 1 (Cliff 1993, doi 10.1037/0033-2909.114.3.494); 0.147 is
/// called small, 0.33 medium, 0.474 large (Romano et al. 2006).
///
/// - Parameters:
///   - x: One value at least, no NaN.
///   - y: One value at least, no NaN.
public func cliffDelta(_ x: [Double], _ y: [Double]) -> Double {
  precondition(!x.isEmpty && !y.isEmpty, "nothing to compare")
  // The ranks among all of a sample sum to what its wins over the other and itself are.
  let ranks = ranked(x + y).ranks.prefix(x.count).reduce(0, +)
  let (m, n) = (Double(x.count), Double(y.count))
  return 2 * (ranks - m * (m + 1) / 2) / (m * n) - 1
}
