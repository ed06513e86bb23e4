/// What a test of a hypothesis says. All tests are two-sided unless they say otherwise.
public struct TestResult: Sendable, Equatable {
  /// What may be concluded at some level α.
  public enum Verdict: String, Sendable {
    /// p ≤ α.
    case significant
    /// p > α, but a smaller p was possible.
    case notSignificant = "not significant"
    /// Whatever had been observed, so few observations could not have given p ≤ α.
    case untestable
  }

  /// The test's statistic; each test says which.
  public let statistic: Double
  /// The probability of a statistic at least as extreme if there were no difference, 0 … 1.
  public let pValue: Double
  /// The least p-value that so many observations can give.
  public let leastPValue: Double
  /// Observations that took part.
  public let count: Int

  /// The verdict at level `alpha`, 0 … 1.
  public func verdict(at alpha: Double = 0.05) -> Verdict {
    if leastPValue > alpha { return .untestable }
    return pValue <= alpha ? .significant : .notSignificant
  }
}

/// An interval that holds the true value with some confidence.
public struct Interval: Sendable, Equatable {
  /// Lower bound.
  public let low: Double
  /// Upper bound.
  public let high: Double

  /// An interval between two bounds.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Whether it contains a value.
  public func contains(_ value: Double) -> Bool { low <= value && value <= high }
}
