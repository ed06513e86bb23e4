extension Experiment {
  /// A clip that shows what a cluster is, or where it ends.
  public struct Exemplar: Sendable, Equatable {
    /// The task of the clustering.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// The cluster, from 0.
    public var cluster: Int
    /// `central`: nearest to the mean of its cluster. `ambiguous`: nearly as near to that of another.
    public var kind: String
    /// Id of the clip's song.
    public var song: String
    /// Where the clip starts in the song, s.
    public var start: Double
    /// Distance to the mean of its own cluster.
    public var distance: Double
    /// Distance to the nearest mean of another cluster; NaN where there is none.
    public var other: Double

    /// A clip that shows what a cluster is.
    public init(
      task: String, clustering: String, cluster: Int, kind: String, song: String, start: Double,
      distance: Double, other: Double
    ) {
      self.task = task
      self.clustering = clustering
      self.cluster = cluster
      self.kind = kind
      self.song = song
      self.start = start
      self.distance = distance
      self.other = other
    }
  }

  /// How a number of clusters was chosen: the value of a criterion for each number tried.
  public struct Selection: Sendable, Equatable {
    /// The task.
    public var task: String
    /// The algorithm.
    public var clustering: String
    /// `silhouette`, `bic`, `gap` or `stability`; or `reach`, the ascending distances of clips to their
    /// n-th nearest, of which the radius of a density clustering is one: k is then a clip's rank.
    public var criterion: String
    /// The numbers tried, ascending.
    public var k: [Int]
    /// The criterion's value for each.
    public var values: [Double]
    /// The number that was chosen.
    public var chosen: Int

    /// How a number of clusters was chosen.
    public init(
      task: String, clustering: String, criterion: String, k: [Int], values: [Double], chosen: Int
    ) {
      precondition(k.count == values.count, "a value for each number")
      self.task = task
      self.clustering = clustering
      self.criterion = criterion
      self.k = k
      self.values = values
      self.chosen = chosen
    }
  }
}
