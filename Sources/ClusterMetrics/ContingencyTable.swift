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
    let (classNumbers, classOfRow) = numbered(classes)
    let (clusterNumbers, clusterOfRow) = numbered(clusters)
    let width = clusterNumbers.count
    var classCounts = [Int](repeating: 0, count: classNumbers.count)
    var clusterCounts = [Int](repeating: 0, count: width)
    for row in classes.indices {
      classCounts[classOfRow[row]] += 1
      clusterCounts[clusterOfRow[row]] += 1
    }
    self.classes = classNumbers
    self.clusters = clusterNumbers
    self.classCounts = classCounts
    self.clusterCounts = clusterCounts
    let cells = classes.indices.map { classOfRow[$0] * width + clusterOfRow[$0] }
    let (occupied, cellOfRow) = numbered(cells)
    var counts = [Int](repeating: 0, count: occupied.count)
    for cell in cellOfRow { counts[cell] += 1 }
    entries = occupied.indices.map {
      Entry(
        classIndex: occupied[$0] / width, clusterIndex: occupied[$0] % width, count: counts[$0])
    }
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

/// The distinct values, ascending, and where each value stands among them. O(n) where values are near
/// each other, as numbers of clusters are.
func numbered(_ values: [Int]) -> (distinct: [Int], places: [Int]) {
  guard let low = values.min(), let high = values.max() else { return ([], []) }
  let (span, isLarge) = high.subtractingReportingOverflow(low)
  guard !isLarge, span <= 4 * values.count + 1024 else {
    let distinct = Set(values).sorted()
    let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return (distinct, values.compactMap { places[$0] })
  }
  var places = [Int](repeating: -1, count: span + 1)
  for value in values { places[value - low] = 0 }
  var distinct: [Int] = []
  for offset in 0...span where places[offset] == 0 {
    places[offset] = distinct.count
    distinct.append(low + offset)
  }
  return (distinct, values.map { places[$0 - low] })
}
