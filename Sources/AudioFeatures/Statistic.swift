/// What sums up the course of a value over time.
///
/// All are of the population (1/n), as NumPy's defaults.
public enum Statistic: String, CaseIterable, Sendable {
  /// Arithmetic mean.
  case mean
  /// Standard deviation.
  case sd
  /// Smallest value.
  case min
  /// Largest value.
  case max
  /// The middle value, the mean of the two in the middle where their number is even.
  case median
  /// The third standardised moment m₃/m₂^{3/2}, SciPy's `skew`; 0 where the value is constant.
  case skewness
  /// Mean of the difference from frame to frame.
  case differenceMean = "difference_mean"
  /// Variance of the difference from frame to frame.
  case differenceVariance = "difference_variance"
  /// The variance at rates of change of some bands; see ``ModulationBands``.
  case modulation
  /// The covariances of the values of a feature with each other: the upper triangle of their matrix,
  /// diagonal included, by rows.
  case covariance

  /// What a value that has a unit becomes.
  func unit(of unit: String) -> String {
    switch self {
    case .mean, .sd, .min, .max, .median, .differenceMean: unit
    case .skewness: "1"
    case .differenceVariance, .modulation, .covariance:
      ["1", "mixed"].contains(unit) ? unit : "\(unit)^2"
    }
  }
}

/// The course of one value, and what several statistics need of it.
struct Course {
  private let values: [Float]
  let mean: Double
  private let deviation: Double

  /// - Parameter values: At least one, finite.
  init(_ values: [Float]) {
    self.values = values
    (mean, deviation) = meanAndDeviation(of: values.span)
  }

  /// A statistic that is one number.
  ///
  /// - Parameter statistic: Neither modulation nor covariance; differences need two values.
  func callAsFunction(_ statistic: Statistic) -> Double {
    switch statistic {
    case .mean: return mean
    case .sd: return deviation
    case .min: return Double(values.reduce(.infinity) { Swift.min($0, $1) })
    case .max: return Double(values.reduce(-.infinity) { Swift.max($0, $1) })
    case .median:
      var values = values
      return Double(AudioFeatures.median(of: &values))
    case .skewness: return skewness
    case .differenceMean: return differenceMean
    case .differenceVariance:
      let mean = differenceMean
      let sum = zip(values.dropFirst(), values).reduce(0) { sum, pair in
        let deviation = Double(pair.0) - Double(pair.1) - mean
        return sum + deviation * deviation
      }
      return sum / Double(values.count - 1)
    case .modulation, .covariance: preconditionFailure("\(statistic) is not one number")
    }
  }

  private var skewness: Double {
    let mean = mean
    // What is left of a constant value is rounding.
    guard deviation > 1e-6 * Swift.max(abs(mean), .leastNormalMagnitude) else { return 0 }
    let third = laneSum(of: values.span) { ($0 - mean) * ($0 - mean) * ($0 - mean) }
    return third / Double(values.count) / (deviation * deviation * deviation)
  }

  private var differenceMean: Double {
    (Double(values[values.count - 1]) - Double(values[0])) / Double(values.count - 1)
  }
}
