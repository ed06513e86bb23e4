internal import LinearAlgebra

/// What sums up the course of a value over time.
public enum Statistic: String, CaseIterable, Sendable {
  /// Arithmetic mean.
  case mean
  /// Standard deviation of the population, 1/n, as NumPy's default.
  case sd
  /// Smallest value.
  case min
  /// Largest value.
  case max
}

extension Matrix {
  /// Statistics of each row: all of the first row, then all of the second, …
  ///
  /// - Parameter statistics: Which, in the order of the result.
  /// - Returns: (rows × statistics); the matrix must have a column.
  func statistics(_ statistics: [Statistic]) -> [Float] {
    precondition(columns >= 1)
    return (0..<rows).flatMap { row in
      let values = self.row(row)
      let (mean, deviation) = meanAndDeviation(of: values.span)
      return statistics.map { statistic in
        switch statistic {
        case .mean: Float(mean)
        case .sd: Float(deviation)
        case .min: values.reduce(.infinity) { Swift.min($0, $1) }
        case .max: values.reduce(-.infinity) { Swift.max($0, $1) }
        }
      }
    }
  }
}
