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
    public var song: String
    /// The axes of the features, outermost first: one or more.
    public var axes: [Axis]
    /// The unit of the values, or "".
    public var unit: String
    /// The features, the last axis running fastest.
    public var features: [Double]
    /// What the model makes of them, likewise.
    public var values: [Double]

    /// A clip's features and what a model makes of them.
    public init(
      song: String, axes: [Axis], unit: String, features: [Double], values: [Double]
    ) {
      precondition(features.count == values.count, "a value for each feature")
      precondition(features.count == axes.reduce(1) { $0 * $1.count }, "a value for each position")
      self.song = song
      self.axes = axes
      self.unit = unit
      self.features = features
      self.values = values
    }

    /// The mean squared error.
    public var error: Double {
      zip(features, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        / Double(max(features.count, 1))
    }
  }
}
