public import LinearAlgebra
internal import Parallelism

/// Density-based clustering of rows that have enough others nearby; the rest is noise (DBSCAN: Ester,
/// Kriegel, Sander & Xu 1996, https://aaai.org/papers/kdd96-037), with the definitions of
/// scikit-learn 1.9.
///
/// A row is *core* if at least `minimumRows` rows, itself among them, lie within the radius. Core
/// rows within the radius of each other share a cluster; another row within the radius of a core
/// row belongs to the first such cluster, else it is noise, −1. Clusters are numbered by their
/// first core rows.
public struct DensityClustering: FittedClustering, Equatable {
  /// How rows are clustered.
  public struct Settings: Sendable, Equatable {
    /// The radius, in units of the columns, > 0; `nil` takes the elbow of the distances to the
    /// `minimumRows`-th nearest row.
    public var radius: Double?
    /// Rows within the radius that make a row core, itself among them; ≥ 1.
    public var minimumRows: Int

    /// Takes settings.
    public init(radius: Double? = nil, minimumRows: Int = 5) {
      precondition(radius.map { $0 > 0 } ?? true && minimumRows >= 1)
      self.radius = radius
      self.minimumRows = minimumRows
    }
  }

  /// Other rows go to the cluster of the nearest core row within the radius: an extension.
  public static let assignment = "cluster of the nearest core row within eps, else noise"

  /// The cluster of each fitted row, −1 for noise (n).
  public let labels: [Int]
  /// Clusters that were found; possibly none.
  public let clusters: Int
  /// The radius that was used.
  public let radius: Double
  /// The distances of rows to their `minimumRows`-th nearest, ascending, of which the radius is the elbow;
  /// empty where the radius was given.
  public let reaches: [Double]
  /// The core rows, ascending, as numbers of fitted rows.
  public let core: [Int]
  private let coreRows: Matrix
  private let squaredRadius: Double

  /// Clusters the rows of `x`: O(n²·d) time, O(n·(d + `minimumRows`)) memory.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - settings: Radius and least number of rows.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Throws: ``ClusteringError`` when a value is not finite.
  public static func fit(
    _ x: Matrix, settings: Settings = Settings(), threads: Int = 1
  ) throws -> DensityClustering {
    try requireClusterable(x, clusters: 1)
    let distances = SquaredDistances(among: x, threads: threads)
    let reaches =
      settings.radius == nil
      ? squaredReach(distances, settings.minimumRows, threads: threads).sorted() : []
    let squaredRadius = settings.radius.map { $0 * $0 } ?? elbow(reaches)
    var graph = DensityGraph(rows: x.rows, minimumRows: settings.minimumRows)
    let tiles = distances.tiles
    try concurrentForEach(count: tiles.count, threads: threads) {
      distances.pairs(in: tiles[$0], within: squaredRadius)
    } consume: { _, pairs in
      for pair in pairs { graph.connect(Int(pair.first), Int(pair.second)) }
    }
    let (labels, clusters) = graph.labels()
    return DensityClustering(
      labels: labels, clusters: clusters, radius: squaredRadius.squareRoot(),
      reaches: reaches.map { $0.squareRoot() }, core: graph.core,
      coreRows: x.gathering(rows: graph.core), squaredRadius: squaredRadius)
  }

  /// The cluster of the nearest core row if it lies within the radius, else −1; the first on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    precondition(rows.columns == coreRows.columns, "rows have another number of columns")
    guard !core.isEmpty else { return Array(repeating: noise, count: rows.rows) }
    let nearest = SquaredDistances(from: rows, to: coreRows, threads: threads)
      .nearest(1, threads: threads)
    return zip(nearest.indices, nearest.squaredDistances).map {
      $1 <= squaredRadius ? labels[core[$0]] : noise
    }
  }
}

/// The label of rows in no cluster.
let noise = -1

/// The squared distance of each row to its `count`-th nearest, itself being the first; infinite
/// where there are fewer rows.
func squaredReach(_ distances: SquaredDistances, _ count: Int, threads: Int) -> [Double] {
  let n = distances.rows.rows
  guard count > 1 else { return Array(repeating: 0, count: n) }
  guard count <= n else { return Array(repeating: .infinity, count: n) }
  let nearest = distances.nearest(count - 1, threads: threads)
  return (1...n).map { nearest.squaredDistances[$0 * (count - 1) - 1] }
}

/// The square of the distance where the ascending curve of distances is farthest below its chord,
/// both axes scaled to 1 (the knee of Satopää et al. 2011, doi 10.1109/ICDCSW.2011.20); 0 where
/// none is finite.
private func elbow(_ squared: [Double]) -> Double {
  let curve = squared.filter(\.isFinite).map { $0.squareRoot() }
  guard let first = curve.first, let last = curve.last else { return 0 }
  var (best, most) = (curve.count - 1, 0.0)
  for (i, distance) in curve.enumerated() where last > first {
    let depth =
      Double(i) / Double(curve.count - 1) - (distance - first) / (last - first)
    if depth > most { (best, most) = (i, depth) }
  }
  return squared[best]
}
