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
}
