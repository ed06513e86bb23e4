extension Experiment {
  /// One score under splits that leak, beside the same under splits by song.
  public struct Inflation: Sendable, Equatable {
    /// The split, such as "clip".
    public var split: String
    /// "F/M".
    public var model: String
    /// The label; empty for a loss.
    public var task: String
    /// The clustering; empty for a loss.
    public var clustering: String
    /// "clip" or "song"; empty for a loss.
    public var level: String
    /// The metric, or "validation loss".
    public var metric: String
    /// Runs, each a split of its own.
    public var runs: Int
    /// The mean under splits by song.
    public var fair: Double
    /// The mean under this split.
    public var other: Double
    /// Lower bound of the difference, 95 %.
    public var low: Double
    /// Upper bound of the difference, 95 %.
    public var high: Double

    /// One comparison.
    public init(
      split: String, model: String, task: String, clustering: String, level: String,
      metric: String, runs: Int, fair: Double, other: Double, low: Double, high: Double
    ) {
      self.split = split
      self.model = model
      self.task = task
      self.clustering = clustering
      self.level = level
      self.metric = metric
      self.runs = runs
      self.fair = fair
      self.other = other
      self.low = low
      self.high = high
    }
  }
}
