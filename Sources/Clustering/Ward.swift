public import LinearAlgebra

/// Agglomerative clustering that joins at each step the two clusters whose union adds least to the
/// sum of squared distances to the centres (Ward 1963, doi 10.1080/01621459.1963.10500845).
///
/// n rows, d columns, k clusters.
public struct Ward: FittedClustering, Equatable {
  /// Other rows go to the nearest centre: an extension of the tree, not part of it.
  public static let assignment = "nearest centre"

  /// All merges. Heights are √(2·|A|·|B| / (|A| + |B|))·‖cA − cB‖, as in SciPy.
  public let tree: MergeTree
  /// The cluster of each fitted row (n), numbered in the order of their first rows.
  public let labels: [Int]
  /// Means of the clusters (k, d).
  public let centres: Matrix

  /// Number of clusters, k.
  public var clusters: Int { centres.rows }

  /// Clusters the rows of `x`; every cluster has at least one row.
  ///
  /// Takes O(n²·d) time and, since distances follow from the centres, O(n·d) memory.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Throws: ``ClusteringError`` when k > n or a value is not finite.
  public static func fit(_ x: Matrix, clusters k: Int, threads: Int = 1) throws -> Ward {
    try requireClusterable(x, clusters: k)
    let tree = wardTree(x, threads: threads)
    let labels = tree.labels(clusters: k)
    return Ward(tree: tree, labels: labels, centres: clusterMeans(x, labels, clusters: k))
  }

  /// The nearest centre of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    nearestOfUncentred(rows, centres, threads: threads)
  }
}

/// Finds all merges by joining clusters that are each other's nearest, many at a time.
///
/// Such a pair may be joined before nearer pairs elsewhere, since a union is never nearer to another
/// cluster than both its parts were (Bruynooghe 1978; Murtagh 1983, doi 10.1093/comjnl/26.4.354);
/// for the same reason what is nearest to a cluster stays nearest until it is joined itself.
private func wardTree(_ x: Matrix, threads: Int) -> MergeTree {
  var clusters = WardClusters(x, threads: threads)
  var pairs: [(first: Int, second: Int, height: Double)] = []
  while clusters.count > 1 {
    clusters.search(threads: threads)
    pairs += clusters.joinReciprocal()
  }
  return MergeTree(rows: x.rows, pairs: pairs)
}
