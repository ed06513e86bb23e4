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
  /// - Throws: ``ClusteringError`` when k > n or a value is not finite.
  public static func fit(_ x: Matrix, clusters k: Int) throws -> Ward {
    try requireClusterable(x, clusters: k)
    let tree = wardTree(x)
    let labels = tree.labels(clusters: k)
    return Ward(tree: tree, labels: labels, centres: clusterMeans(x, labels, clusters: k))
  }

  /// The nearest centre of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    nearestOfUncentred(rows, centres, threads: threads)
  }
}

// MARK: - Nearest-neighbour chain

/// Finds all merges by nearest-neighbour chains (Murtagh 1983, doi 10.1093/comjnl/26.4.354).
private func wardTree(_ x: Matrix) -> MergeTree {
  var clusters = LivingClusters(x)
  var pairs: [(first: Int, second: Int, height: Double)] = []
  var chain: [Int] = []
  while pairs.count < x.rows - 1 {
    if chain.isEmpty { chain = [clusters.lowest] }
    let last = chain[chain.count - 1]
    let previous = chain.count > 1 ? chain[chain.count - 2] : nil
    let (nearest, squaredHeight) = clusters.nearest(to: last, preferring: previous)
    if nearest == previous {
      chain.removeLast(2)
      clusters.join(nearest, last)
      pairs.append((nearest, last, squaredHeight.squareRoot()))
    } else {
      chain.append(nearest)
    }
  }
  return MergeTree(rows: x.rows, pairs: pairs)
}

/// The clusters not yet joined into another; each is named by one of its rows.
private struct LivingClusters {
  private let d: Int
  private var centres: [Double]
  private var norms: [Double]
  private var sizes: [Double]
  private var scratch: [Double]
  private(set) var lowest = 0

  init(_ x: Matrix) {
    d = x.columns
    let mean = x.columnMeans()
    centres = x.elements.indices.map { [d] in Double(x.elements[$0]) - mean[$0 % d] }
    sizes = Array(repeating: 1, count: x.rows)
    norms = Array(repeating: 0, count: x.rows)
    scratch = norms
    for i in norms.indices { norms[i] = squaredNorm(i) }
  }

  private func squaredNorm(_ i: Int) -> Double {
    var sum = 0.0
    for t in (i * d)..<((i + 1) * d) { sum += centres[t] * centres[t] }
    return sum
  }

  /// The squared Ward distance, the same bits for (i, j) and (j, i).
  private func squaredDistance(_ i: Int, _ j: Int) -> Double {
    var sum = 0.0
    for t in 0..<d {
      let difference = centres[i * d + t] - centres[j * d + t]
      sum += difference * difference
    }
    return 2 * sizes[i] * sizes[j] / (sizes[i] + sizes[j]) * sum
  }

  /// The nearest other cluster: `preferred` on a tie, then the lowest number. Only distances that
  /// are the same both ways are compared, so that a chain of them cannot run in a circle.
  mutating func nearest(to i: Int, preferring preferred: Int?) -> (Int, Double) {
    multiply(centres, by: Array(centres[(i * d)..<((i + 1) * d)]), into: &scratch)
    let rounding = Double(d + 8) * 0x1p-52
    var least = Double.infinity
    for j in scratch.indices where sizes[j] > 0 && j != i {
      let weight = 2 * sizes[i] * sizes[j] / (sizes[i] + sizes[j])
      let sum = norms[i] + norms[j]
      // `error` bounds the rounding of this distance: all that may be least are looked at again.
      let (distance, error) = (weight * (sum - 2 * scratch[j]), weight * sum * rounding)
      scratch[j] = distance - error
      least = min(least, distance + error)
    }
    var (nearest, height) = (preferred ?? i, Double.infinity)
    if let preferred { height = squaredDistance(i, preferred) }
    for j in scratch.indices where sizes[j] > 0 && j != i && scratch[j] <= least {
      let distance = squaredDistance(i, j)
      if distance < height { (nearest, height) = (j, distance) }
    }
    return (nearest, height)
  }

  /// Joins cluster `j` into cluster `i`.
  mutating func join(_ i: Int, _ j: Int) {
    let size = sizes[i] + sizes[j]
    for t in 0..<d {
      centres[i * d + t] =
        (sizes[i] * centres[i * d + t] + sizes[j] * centres[j * d + t]) / size
    }
    norms[i] = squaredNorm(i)
    sizes[i] = size
    sizes[j] = 0
    while sizes[lowest] == 0 { lowest += 1 }
  }
}
