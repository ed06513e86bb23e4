extension Experiment {
  /// How well the clusterings of one run find a label, song by song.
  public struct Agreement: Sendable {
    /// The label column.
    public var task: String
    /// Ids of the songs that have a label.
    public var songs: [String]
    /// B³ F1 of each song, 0–1, the mean over clusterings.
    public var values: [Double]

    /// How well clusterings find a label.
    public init(task: String, songs: [String], values: [Double]) {
      precondition(songs.count == values.count, "a value for each song")
      self.task = task
      self.songs = songs
      self.values = values
    }
  }

  /// What clusters are instead of a label.
  public struct Confound: Sendable {
    /// The label column that was to be found.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// `clip` or `song`.
    public var level: String
    /// What songs have beside labels, such as `codec`.
    public var property: String
    /// Normalised mutual information of clusters and the property.
    public var nmi: Double
    /// Adjusted mutual information of both.
    public var ami: Double

    /// What clusters are instead of a label.
    public init(
      task: String, clustering: String, level: String, property: String, nmi: Double, ami: Double
    ) {
      self.task = task
      self.clustering = clustering
      self.level = level
      self.property = property
      self.nmi = nmi
      self.ami = ami
    }
  }

  /// How models differ on the same songs, for one label.
  public struct Comparison: Sendable {
    /// One model among others.
    public struct Standing: Sendable {
      /// The model.
      public var name: String
      /// Mean B³ F1 of the songs, over clusterings and runs.
      public var mean: Double
      /// Bounds of the mean, by songs drawn anew.
      public var interval: ClosedRange<Double>
      /// Mean rank among the models over songs; 1 is the best.
      public var rank: Double
      /// Standard deviation of the runs' means; `nil` for a single run.
      public var deviation: Double?

      /// One model among others.
      public init(
        name: String, mean: Double, interval: ClosedRange<Double>, rank: Double, deviation: Double?
      ) {
        self.name = name
        self.mean = mean
        self.interval = interval
        self.rank = rank
        self.deviation = deviation
      }
    }

    /// Two models.
    public struct Pair: Sendable {
      /// The better one.
      public var first: String
      /// The other.
      public var second: String
      /// Mean difference of songs.
      public var difference: Double
      /// Bounds of the mean difference, by songs drawn anew.
      public var interval: ClosedRange<Double>
      /// Cliff's δ, −1–1.
      public var effect: Double
      /// p of Wilcoxon's test on songs, adjusted by Holm for all pairs of the task.
      public var pValue: Double
      /// p of the corrected resampled t-test over folds; `nil` without folds.
      public var foldPValue: Double?
      /// `significant`, `not significant` or `untestable`.
      public var verdict: String
      /// The least mean difference that so many songs would have shown four times out of five; NaN where not
      /// known.
      public var detectable = Double.nan

      /// Two models.
      public init(
        first: String, second: String, difference: Double, interval: ClosedRange<Double>,
        effect: Double, pValue: Double, foldPValue: Double?, verdict: String
      ) {
        self.first = first
        self.second = second
        self.difference = difference
        self.interval = interval
        self.effect = effect
        self.pValue = pValue
        self.foldPValue = foldPValue
        self.verdict = verdict
      }
    }

    /// The label column.
    public var task: String
    /// Songs that all models were scored on.
    public var songs: Int
    /// The models, best first.
    public var standings: [Standing]
    /// p of Friedman's test that all rank alike (Iman & Davenport), and its verdict.
    public var friedman: (pValue: Double, verdict: String)
    /// The difference of mean ranks from which two models differ (Nemenyi).
    public var criticalDifference: Double
    /// All pairs, by ascending p.
    public var pairs: [Pair]

    /// How models differ on the same songs.
    public init(
      task: String, songs: Int, standings: [Standing], friedman: (pValue: Double, verdict: String),
      criticalDifference: Double, pairs: [Pair]
    ) {
      self.task = task
      self.songs = songs
      self.standings = standings
      self.friedman = friedman
      self.criticalDifference = criticalDifference
      self.pairs = pairs
    }
  }

  /// Whether models that fit better cluster better: their validation loss against the NMI of their
  /// clusters.
  public struct LossCorrelation: Sendable {
    /// The feature set: losses of others have another scale.
    public var features: String
    /// The label column.
    public var task: String
    /// Models and runs that took part.
    public var count: Int
    /// Pearson's r and its bounds.
    public var pearson: (coefficient: Double, interval: ClosedRange<Double>, pValue: Double)
    /// Spearman's ρ and its bounds.
    public var spearman: (coefficient: Double, interval: ClosedRange<Double>, pValue: Double)

    /// A correlation of losses and NMI.
    public init(
      features: String, task: String, count: Int,
      pearson: (coefficient: Double, interval: ClosedRange<Double>, pValue: Double),
      spearman: (coefficient: Double, interval: ClosedRange<Double>, pValue: Double)
    ) {
      self.features = features
      self.task = task
      self.count = count
      self.pearson = pearson
      self.spearman = spearman
    }
  }
}
