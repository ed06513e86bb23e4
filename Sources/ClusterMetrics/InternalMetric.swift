public import LinearAlgebra

/// A score of clusters by the positions of their rows alone.
///
/// It depends on the space the rows lie in: only scores of one space can be ranked. Definitions and
/// degenerate cases are those of scikit-learn 1.9 where it has them; where that raises an error, with fewer than two
/// clusters or as many as rows, the score is undefined (NaN). Distances are Euclidean.
public enum InternalMetric: String, CaseIterable, Sendable {
  /// Mean over rows of (b − a) / max(a, b), a the mean distance to the other rows of the cluster, b
  /// the least mean distance to the rows of another (Rousseeuw 1987,
  /// doi 10.1016/0377-0427(87)90125-7). 0 for a row that is alone in its cluster.
  case silhouette
  /// Ratio of the variances between and within clusters (Caliński & Harabasz 1974,
  /// doi 10.1080/03610927408827101). 1 where no cluster has any extent.
  case calinskiHarabasz = "calinski_harabasz"
  /// Mean over clusters of the worst ratio of extents to distance (Davies & Bouldin 1979,
  /// doi 10.1109/TPAMI.1979.4766909). 0 where no cluster has any extent, or all centres coincide.
  case daviesBouldin = "davies_bouldin"
  /// Least distance between rows of two clusters over the largest distance between rows of one
  /// (Dunn 1974, doi 10.1080/01969727408546059), the first of his indices. Undefined where no
  /// cluster has any extent.
  case dunn
  /// Density inside clusters against density between them, weighted by size (DBCV: Moulavi et al. 2014,
  /// doi 10.1137/1.9781611973440.96), for clusters of any shape. A row that is alone in its cluster
  /// counts as noise; undefined without two clusters of more than one row.
  case densityValidity = "dbcv"

  /// The metric in words.
  public var title: String {
    switch self {
    case .silhouette: "Silhouette"
    case .calinskiHarabasz: "Caliński–Harabasz index"
    case .daviesBouldin: "Davies–Bouldin index"
    case .dunn: "Dunn index"
    case .densityValidity: "Density-based validity"
    }
  }

  /// The values it can take where it is defined.
  public var range: ClosedRange<Double> {
    switch self {
    case .silhouette, .densityValidity: -1...1
    case .calinskiHarabasz, .daviesBouldin, .dunn: 0...(.infinity)
    }
  }

  /// Whether more is better.
  public var largerIsBetter: Bool { self != .daviesBouldin }

  /// The score of a clustering.
  ///
  /// - Parameters:
  ///   - x: Positions of the rows (n, d), finite.
  ///   - clusters: The cluster of each row, any whole numbers (n).
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  public func score(_ x: Matrix, clusters: [Int], threads: Int = 1) -> Double {
    precondition(x.rows == clusters.count, "one cluster a row")
    let partition = Partition(clusters)
    guard (2..<max(2, x.rows)).contains(partition.count) else { return .nan }
    return switch self {
    case .silhouette:
      silhouettes(x, partition, threads: threads).reduce(0, +) / Double(x.rows)
    case .calinskiHarabasz: Dispersion(x, partition).calinskiHarabasz
    case .daviesBouldin: Dispersion(x, partition).daviesBouldin
    case .dunn: ClusterMetrics.dunn(x, partition, threads: threads)
    case .densityValidity:
      ClusterMetrics.densityValidity(x, partition, threads: threads)
    }
  }
}

/// Clusters numbered 0 ..< count by ascending label.
struct Partition: Sendable {
  let count: Int
  let labels: [Int]
  let sizes: [Int]

  init(_ clusters: [Int]) {
    let distinct: [Int]
    (distinct, labels) = numbered(clusters)
    count = distinct.count
    var sizes = [Int](repeating: 0, count: count)
    for label in labels { sizes[label] += 1 }
    self.sizes = sizes
  }
}
