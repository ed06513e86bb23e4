/// How often each class and each cluster meet: all that an external metric needs to know.
///
/// Only pairs that occur are kept, so that even as many clusters as rows take O(n) memory.
public struct ContingencyTable: Sendable, Equatable {
  /// A class and a cluster that have rows in common.
  public struct Entry: Sendable, Equatable {
    /// Index of the class in ``classes``.
    public let classIndex: Int
    /// Index of the cluster in ``clusters``.
    public let clusterIndex: Int
    /// Rows of both, ≥ 1.
    public let count: Int
  }

  /// The distinct classes, ascending.
  public let classes: [Int]
  /// The distinct clusters, ascending.
  public let clusters: [Int]
  /// The pairs that occur, ordered by class, then by cluster.
  public let entries: [Entry]
  /// Rows of each class.
  public let classCounts: [Int]
  /// Rows of each cluster.
  public let clusterCounts: [Int]

  /// Number of rows.
  public var count: Int { classCounts.reduce(0, +) }

  /// Counts pairs.
  ///
  /// - Parameters:
  ///   - classes: What is true of each row, any whole numbers (n).
  ///   - clusters: What was found for each row, any whole numbers (n). A number for noise, such as
  ///     −1, is a cluster like any other.
  public init(classes: [Int], clusters: [Int]) {
    precondition(classes.count == clusters.count, "one class and one cluster a row")
    self.classes = Set(classes).sorted()
    self.clusters = Set(clusters).sorted()
    let pairs = zip(
      indices(of: classes, in: self.classes), indices(of: clusters, in: self.clusters)
    )
    .sorted { $0 < $1 }
    var entries: [Entry] = []
    var classCounts = [Int](repeating: 0, count: self.classes.count)
    var clusterCounts = [Int](repeating: 0, count: self.clusters.count)
    var start = 0
    while start < pairs.count {
      let pair = pairs[start]
      let end = pairs[start...].firstIndex { $0 != pair } ?? pairs.count
      entries.append(Entry(classIndex: pair.0, clusterIndex: pair.1, count: end - start))
      classCounts[pair.0] += end - start
      clusterCounts[pair.1] += end - start
      start = end
    }
    self.entries = entries
    self.classCounts = classCounts
    self.clusterCounts = clusterCounts
  }

  private init(
    classes: [Int], clusters: [Int], entries: [Entry], classCounts: [Int], clusterCounts: [Int]
  ) {
    self.classes = classes
    self.clusters = clusters
    self.entries = entries
    self.classCounts = classCounts
    self.clusterCounts = clusterCounts
  }

  /// The table with classes and clusters exchanged.
  public var transposed: ContingencyTable {
    ContingencyTable(
      classes: clusters, clusters: classes,
      entries: entries.map {
        Entry(classIndex: $0.clusterIndex, clusterIndex: $0.classIndex, count: $0.count)
      }.sorted { ($0.classIndex, $0.clusterIndex) < ($1.classIndex, $1.clusterIndex) },
      classCounts: clusterCounts, clusterCounts: classCounts)
  }
}

/// Where each value stands in a sorted list that contains it.
func indices(of values: [Int], in sorted: [Int]) -> [Int] {
  let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
  return values.compactMap { places[$0] }
}
