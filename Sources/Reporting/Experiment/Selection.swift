extension Experiment {
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
