extension Experiment {
  /// A clip's features and what a model makes of them.
  public struct Reconstruction: Sendable {
    /// One axis of the features.
    public struct Axis: Sendable, Equatable {
      /// Its name, such as "band", and its unit, if any.
      public var name: String
      /// Number of positions along it.
      public var count: Int
      /// The first and the last position; the places themselves where positions have names.
      public var range: ClosedRange<Double>

      /// One axis of the features.
      public init(name: String, count: Int, range: ClosedRange<Double>) {
        self.name = name
        self.count = count
        self.range = range
      }
    }

    /// Id of the clip's song.
    public let song: String
    /// The axes of the features, outermost first: one or more.
    public let axes: [Axis]
    /// The unit of the values, or "".
    public let unit: String
    /// The mean squared error over all features.
    public let error: Double
    /// Rows of ``features`` and of ``values``; 1 of features with one axis.
    public let rows: Int
    /// The features, row by row; of features with several axes means of blocks, at most 96 rows of 160: no
    /// panel of a page shows more.
    public let features: [Double]
    /// What the model makes of them, likewise.
    public let values: [Double]

    /// A clip's features and what a model makes of them.
    ///
    /// - Parameters:
    ///   - song: Id of the clip's song.
    ///   - axes: The axes of the features, outermost first: one or more.
    ///   - unit: The unit of the values, or "".
    ///   - features: A value for each position, the last axis running fastest.
    ///   - values: Likewise, what the model makes of them.
    public init(
      song: String, axes: [Axis], unit: String, features: [Double], values: [Double]
    ) {
      precondition(!axes.isEmpty && features.count == values.count, "a value for each feature")
      precondition(features.count == axes.reduce(1) { $0 * $1.count }, "a value for each position")
      self.song = song
      self.axes = axes
      self.unit = unit
      error =
        zip(features, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        / Double(max(features.count, 1))
      guard axes.count > 1, !features.isEmpty else {
        (rows, self.features, self.values) = (1, features, values)
        return
      }
      // Outer axes are stacked; the last one is that of a row.
      let columns = axes[axes.count - 1].count
      rows = min(features.count / columns, 96)
      let size = (rows: rows, columns: min(columns, 160))
      self.features = blockMeans(features, columns: columns, to: size)
      self.values = blockMeans(values, columns: columns, to: size)
    }
  }
}

/// Means of blocks of a matrix.
///
/// - Parameters:
///   - values: The matrix, row by row.
///   - columns: Its columns.
///   - size: Of the result; no larger than the matrix.
func blockMeans(
  _ values: [Double], columns: Int, to size: (rows: Int, columns: Int)
) -> [Double] {
  let rows = values.count / columns
  return (0..<size.rows).flatMap { row in
    (0..<size.columns).map { column in
      var (sum, count) = (0.0, 0.0)
      for r in (row * rows / size.rows)..<((row + 1) * rows / size.rows) {
        for c in (column * columns / size.columns)..<((column + 1) * columns / size.columns) {
          sum += values[r * columns + c]
          count += 1
        }
      }
      return sum / count
    }
  }
}
