public import LinearAlgebra

/// Agglomerative clustering by the distances between rows, Euclidean, as SciPy's `linkage`: at each
/// step the two clusters at the least distance are joined.
///
/// n rows, d columns, k clusters.
public struct AgglomerativeClustering: FittedClustering, Equatable {
  /// What the distance of two clusters is.
  public enum Linkage: String, CaseIterable, Sendable {
    /// The least distance between their rows (Florek et al. 1951); O(n·d) memory.
    case single
    /// The largest (McQuitty 1960, doi 10.1177/001316446002000106).
    case complete
    /// The mean (UPGMA: Sokal & Michener 1958).
    case average
  }

  /// Other rows go to the nearest centre: an extension of the tree, not part of it.
  public static let assignment = "nearest centre"

  /// All merges, by increasing distance.
  public let tree: MergeTree
  /// The cluster of each fitted row (n), numbered in the order of their first rows.
  public let labels: [Int]
  /// Means of the clusters (k, d).
  public let centres: Matrix

  /// Number of clusters, k.
  public var clusters: Int { centres.rows }

  /// Clusters the rows of `x`; every cluster has at least one row. O(n²·d) time.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n.
  ///   - linkage: The distance of two clusters.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Throws: ``ClusteringError`` when k > n, a value is not finite, or the distances of complete
  ///   or average linkage would need more than 4 GiB.
  public static func fit(
    _ x: Matrix, clusters k: Int, linkage: Linkage, threads: Int = 1
  ) throws -> AgglomerativeClustering {
    try requireClusterable(x, clusters: k)
    let distances = SquaredDistances(among: x, threads: threads)
    let tree: MergeTree
    switch linkage {
    case .single:
      // Single linkage is the minimum spanning tree (Gower & Ross 1969, doi 10.2307/2346439).
      tree = MergeTree(rows: x.rows, pairs: spanningTree(distances, threads: threads))
    case .complete, .average:
      let bytes = 4 * Double(x.rows) * Double(x.rows)
      guard bytes <= 0x1p32 else {
        throw ClusteringError(
          "\(linkage.rawValue) linkage of \(x.rows) rows needs about \(Int(bytes / 0x1p30)) GiB for "
            + "their distances; at most 4 are allowed: use Ward's method or single linkage")
      }
      tree = chainTree(distances, linkage)
    }
    let labels = tree.labels(clusters: k)
    return AgglomerativeClustering(
      tree: tree, labels: labels, centres: clusterMeans(x, labels, clusters: k))
  }

  /// The nearest centre of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    nearestOfUncentred(rows, centres, threads: threads)
  }
}

/// Nearest-neighbour chains (Murtagh 1983, doi 10.1093/comjnl/26.4.354) over the distances of all
/// pairs, which are updated at each merge (Lance & Williams 1967, doi 10.1093/comjnl/9.4.373).
private func chainTree(
  _ distances: SquaredDistances, _ linkage: AgglomerativeClustering.Linkage
) -> MergeTree {
  var table = PairTable(distances)
  var sizes = [Double](repeating: 1, count: distances.rows.rows)
  var pairs: [(first: Int, second: Int, height: Double)] = []
  var (chain, lowest) = ([Int](), 0)
  while pairs.count < sizes.count - 1 {
    if chain.isEmpty {
      while sizes[lowest] == 0 { lowest += 1 }
      chain = [lowest]
    }
    let last = chain[chain.count - 1]
    let previous = chain.count > 1 ? chain[chain.count - 2] : last
    // On a tie the chain turns back, so that it cannot run in a circle.
    var (nearest, height) = (previous, previous == last ? .infinity : table[last, previous])
    for j in sizes.indices where sizes[j] > 0 && j != last {
      let distance = table[last, j]
      if distance < height { (nearest, height) = (j, distance) }
    }
    guard nearest == previous else {
      chain.append(nearest)
      continue
    }
    chain.removeLast(2)
    pairs.append((nearest, last, height))
    let (a, b) = (sizes[nearest], sizes[last])
    for j in sizes.indices where sizes[j] > 0 && j != last && j != nearest {
      let (first, second) = (table[nearest, j], table[last, j])
      table[nearest, j] =
        linkage == .complete ? max(first, second) : (a * first + b * second) / (a + b)
    }
    sizes[nearest] = a + b
    sizes[last] = 0
  }
  return MergeTree(rows: sizes.count, pairs: pairs)
}

/// A number for each pair of different rows.
private struct PairTable {
  private var values: [Double]

  /// Starts with the distances.
  init(_ distances: SquaredDistances) {
    let n = distances.rows.rows
    values = []
    values.reserveCapacity(n * (n - 1) / 2)
    for i in 0..<n {
      for j in 0..<i { values.append(distances(i, j).squareRoot()) }
    }
  }

  subscript(i: Int, j: Int) -> Double {
    get { values[place(i, j)] }
    set { values[place(i, j)] = newValue }
  }

  private func place(_ i: Int, _ j: Int) -> Int {
    i > j ? i * (i - 1) / 2 + j : j * (j - 1) / 2 + i
  }
}
