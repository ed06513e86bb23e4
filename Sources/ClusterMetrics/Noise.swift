/// A clustering that leaves some rows to no cluster, as density clusterings do.
///
/// Noise can be scored in two ways, and either alone flatters: without it, a clustering that calls
/// all but the clearest rows noise looks perfect; with each such row as a cluster of its own,
/// homogeneity does. Say both, and the coverage.
public struct NoisyClusters: Sendable, Equatable {
  /// The number that stands for no cluster.
  public static let noise = -1

  /// The cluster of each row (n), or ``noise``.
  public let clusters: [Int]

  /// - Parameter clusters: Any whole numbers, −1 for noise (n).
  public init(_ clusters: [Int]) { self.clusters = clusters }

  /// The rows that are in a cluster, ascending.
  public var covered: [Int] { clusters.indices.filter { clusters[$0] != Self.noise } }

  /// The share of rows that are in a cluster; 1 where there are no rows.
  public var coverage: Double {
    clusters.isEmpty ? 1 : Double(covered.count) / Double(clusters.count)
  }

  /// The clusters with each row of noise in one of its own, beyond all others.
  public var withSingletons: [Int] {
    var next = (clusters.max() ?? Self.noise) + 1
    return clusters.map { cluster in
      guard cluster == Self.noise else { return cluster }
      next += 1
      return next - 1
    }
  }
}
