public import LinearAlgebra

/// Density-based clustering at all densities at once, of which the most stable clusters are taken;
/// rows in none are noise (HDBSCAN: Campello, Moulavi & Sander 2013,
/// doi 10.1007/978-3-642-37456-2_14), with the definitions and defaults of scikit-learn 1.9.
///
/// The core distance of a row is the distance to its `minimumRows`-th nearest row, *itself being the
/// first*: scikit-learn's convention; the package hdbscan does not count the row itself.
///
/// n rows, d columns.
public struct HierarchicalDensityClustering: FittedClustering, Equatable {
  /// How rows are clustered.
  public struct Settings: Sendable, Equatable {
    /// Least rows of a cluster, ≥ 2.
    public var minimumSize: Int
    /// Rows that the core distance reaches, the row itself among them, ≥ 1; `nil` takes
    /// ``minimumSize``.
    public var minimumRows: Int?

    /// Takes settings; the defaults are scikit-learn's.
    public init(minimumSize: Int = 5, minimumRows: Int? = nil) {
      precondition(minimumSize >= 2 && minimumRows ?? 1 >= 1)
      self.minimumSize = minimumSize
      self.minimumRows = minimumRows
    }
  }

  /// Other rows go to the nearest centre: an extension, in which no row is noise.
  public static let assignment = "nearest centre"

  /// The cluster of each fitted row, −1 for noise (n).
  public let labels: [Int]
  /// How strongly each fitted row belongs to its cluster, 0 … 1 (n): its density over the largest in
  /// the cluster; 0 for noise.
  public let probabilities: [Double]
  /// Clusters that were found; possibly none.
  public let clusters: Int
  /// Means of the clusters (clusters, d).
  public let centres: Matrix

  /// Clusters the rows of `x`: O(n²·d) time, O(n·d) memory.
  ///
  /// Fewer rows than the settings ask for are all noise. Rows that coincide have an infinite
  /// density: enough of them are a cluster.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - settings: Least sizes.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Throws: ``ClusteringError`` when a value is not finite.
  public static func fit(
    _ x: Matrix, settings: Settings = Settings(), threads: Int = 1
  ) throws -> HierarchicalDensityClustering {
    try requireClusterable(x, clusters: 1)
    let minimumRows = settings.minimumRows ?? settings.minimumSize
    guard x.rows >= max(minimumRows, settings.minimumSize) else {
      return HierarchicalDensityClustering(
        labels: Array(repeating: noise, count: x.rows),
        probabilities: Array(repeating: 0, count: x.rows), clusters: 0,
        centres: Matrix(rows: 0, columns: x.columns))
    }
    let distances = SquaredDistances(among: x, threads: threads)
    let core = squaredReach(distances, minimumRows, threads: threads)
    let edges = spanningTree(distances, squaredCore: core, threads: threads)
    let tree = CondensedTree(
      MergeTree(rows: x.rows, pairs: edges), leastSize: settings.minimumSize)
    let (labels, probabilities, count) = memberships(tree)
    return HierarchicalDensityClustering(
      labels: labels, probabilities: probabilities, clusters: count,
      centres: clusterMeans(x, labels, clusters: count))
  }

  /// The nearest centre of any rows, the lowest number on a tie; −1 for all if there is no cluster.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    clusters == 0
      ? Array(repeating: noise, count: rows.rows)
      : nearestOfUncentred(rows, centres, threads: threads)
  }
}

/// The chosen cluster above each row, and how strongly it belongs there.
private func memberships(
  _ tree: CondensedTree
) -> (labels: [Int], probabilities: [Double], count: Int) {
  let chosen = tree.mostStable
  // The chosen cluster that each cluster lies in: parents come before children.
  var number = [Int](repeating: noise, count: tree.origins.count)
  for (index, cluster) in chosen.enumerated() { number[cluster] = index }
  for cluster in number.indices.dropFirst() where number[cluster] == noise {
    number[cluster] = number[tree.origins[cluster].cluster]
  }
  // The largest density at which anything leaves a chosen cluster itself.
  var largest = [Double](repeating: 0, count: tree.origins.count)
  for leaving in tree.rows + tree.origins.dropFirst() {
    largest[leaving.cluster] = max(largest[leaving.cluster], leaving.density)
  }
  let labels = tree.rows.map { number[$0.cluster] }
  let probabilities = zip(tree.rows, labels).map { leaving, label in
    guard label != noise else { return 0.0 }
    let most = largest[chosen[label]]
    return most == 0 || leaving.density == .infinity ? 1 : min(leaving.density, most) / most
  }
  return (labels, probabilities, chosen.count)
}
