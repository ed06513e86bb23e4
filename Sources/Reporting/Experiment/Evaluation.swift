internal import Charts

extension Experiment {
  /// How one model's latents cluster.
  public struct Evaluation: Sendable {
    /// Which model.
    public var run: Run
    /// The figures.
    public var scores: [Score]
    /// How clusters and labels meet.
    public var confusions: [Confusion]
    /// Pictures of the latents in two dimensions.
    public var projections: [Projection]
    /// One clustering of the clips for each task and algorithm.
    public var assignments: [Assignment]
    /// How well the clusterings find each label, song by song.
    public var agreements: [Agreement]
    /// What clusters are instead of labels.
    public var confounds: [Confound]
    /// What clusters of each feature set alone are worth, of a model of two.
    public var contributions: [Contribution] = []
    /// The clips that show best what each cluster is.
    public var exemplars: [Exemplar] = []
    /// How numbers of clusters were chosen.
    public var selections: [Selection] = []
    /// Where each clip of the projections starts in its song, s; may be empty.
    public var starts: [Double] = []

    /// How one model's latents cluster.
    public init(
      run: Run, scores: [Score], confusions: [Confusion], projections: [Projection],
      assignments: [Assignment], agreements: [Agreement] = [], confounds: [Confound] = []
    ) {
      self.run = run
      self.scores = scores
      self.confusions = confusions
      self.projections = projections
      self.assignments = assignments
      self.agreements = agreements
      self.confounds = confounds
    }
  }

  /// What a model's clusters are worth that know one feature set, or both.
  public struct Contribution: Sendable, Equatable {
    /// The set that is known, or "both".
    public var kept: String
    /// The label that was to be found.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// The adjusted mutual information, by song.
    public var value: Double
    /// What the set counts beside the other where one learned number says so, 0 … 1; else NaN.
    public var weight: Double

    /// One figure.
    public init(
      kept: String, task: String, clustering: String, value: Double, weight: Double = .nan
    ) {
      self.kept = kept
      self.weight = weight
      self.task = task
      self.clustering = clustering
      self.value = value
    }
  }

  /// One figure.
  public struct Score: Sendable {
    /// The label column that was to be found.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// Number of clusters asked for.
    public var k: Int
    /// What is counted: `clip`, `song` by majority vote over its clips, `song mean`, or `covered clip`.
    public var level: String
    /// Part of the split that was evaluated.
    public var part: String
    /// The space that an internal metric was computed in; "" for external metrics.
    public var space: String
    /// The metric.
    public var metric: String
    /// Its value; NaN where it is not defined.
    public var value: Double
    /// Number of clips or songs it was computed from.
    public var count: Int
    /// Whether it may be believed: not where the model was told the label that it is to find.
    public var isValid: Bool
    /// Where the clusters were looked for, such as "pca (n_components 16) of latent mean"; "" where not known.
    public var clusteredIn = ""
    /// Bounds of the value by songs drawn anew; NaN where not known.
    public var bounds = (low: Double.nan, high: Double.nan)
    /// The share of shuffled labels that score as well, and the least that could have come out; NaN where
    /// not known.
    public var pValue = (value: Double.nan, least: Double.nan)

    /// One figure.
    public init(
      task: String, clustering: String, k: Int, level: String, part: String, space: String,
      metric: String, value: Double, count: Int, isValid: Bool = true
    ) {
      self.task = task
      self.clustering = clustering
      self.k = k
      self.level = level
      self.part = part
      self.space = space
      self.metric = metric
      self.value = value
      self.count = count
      self.isValid = isValid
    }
  }

  /// How the clusters of one clustering meet the labels of its task.
  public struct Confusion: Sendable, Equatable {
    /// The label column.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// `clip` or `song`.
    public var level: String
    /// Names of the clusters.
    public var clusters: [String]
    /// Values of the label.
    public var labels: [String]
    /// Counts, a row for each cluster and a column for each label.
    public var counts: [[Int]]

    /// How clusters and labels meet; `counts` has a row for each cluster.
    public init(
      task: String, clustering: String, level: String, clusters: [String], labels: [String],
      counts: [[Int]]
    ) {
      precondition(
        counts.count == clusters.count && counts.allSatisfy { $0.count == labels.count },
        "a row of counts for each cluster")
      self.task = task
      self.clustering = clustering
      self.level = level
      self.clusters = clusters
      self.labels = labels
      self.counts = counts
    }
  }

  /// Clips in a plane.
  public struct Projection: Sendable, Equatable {
    /// How the plane was found: `pca`, `tsne` or `umap`.
    public var kind: String
    /// First coordinate of each clip.
    public var x: [Double]
    /// Second coordinate of each clip.
    public var y: [Double]
    /// Share of the variance that each axis explains, 0–1; empty where that has no meaning.
    public var explained: [Double]
    /// Id of each clip's song.
    public var songs: [String]

    /// Clips in a plane; the arrays of clips have one length.
    public init(
      kind: String, x: [Double], y: [Double], explained: [Double], songs: [String]
    ) {
      precondition(x.count == y.count && x.count == songs.count, "two coordinates for each clip")
      self.kind = kind
      self.x = x
      self.y = y
      self.explained = explained
      self.songs = songs
    }
  }

  /// One clustering of the clips.
  public struct Assignment: Sendable, Equatable {
    /// The label column whose number of values gave the number of clusters.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// The cluster of each clip of the projection, from 0; negative for noise, nil where the clip was
    /// not evaluated.
    public var clusters: [Int?]

    /// One clustering of the clips.
    public init(task: String, clustering: String, clusters: [Int?]) {
      self.task = task
      self.clustering = clustering
      self.clusters = clusters
    }
  }
}
