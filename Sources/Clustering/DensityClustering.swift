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
  /// The core rows, ascending, as numbers of fitted rows.
  public let core: [Int]
  private let coreRows: Matrix
  private let squaredRadius: Double

  /// Clusters the rows of `x`: O(n²·d) time, O(n·d) memory.
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
    let distances = PairwiseDistances(x)
    let reach = squaredReach(distances, count: settings.minimumRows, threads: threads)
    let squaredRadius = settings.radius.map { $0 * $0 } ?? elbow(reach.sorted())
    let isCore = reach.map { $0 <= squaredRadius }
    var labels = [Int](repeating: noise, count: x.rows)
    var clusters = 0
    for row in labels.indices where isCore[row] && labels[row] == noise {
      grow(clusters, from: row, distances, squaredRadius, isCore, &labels, threads)
      clusters += 1
    }
    let core = isCore.indices.filter { isCore[$0] }
    return DensityClustering(
      labels: labels, clusters: clusters, radius: squaredRadius.squareRoot(), core: core,
      coreRows: x.gathering(rows: core), squaredRadius: squaredRadius)
  }

  /// The cluster of the nearest core row if it lies within the radius, else −1; the first on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    precondition(rows.columns == coreRows.columns, "rows have another number of columns")
    return concurrentValues(count: rows.rows, threads: threads) { i in
      var (nearest, least) = (noise, squaredRadius)
      for j in core.indices {
        let distance = squaredDistance(rows, i, coreRows, j)
        if distance < least || (distance == least && nearest == noise) {
          (nearest, least) = (labels[core[j]], distance)
        }
      }
      return nearest
    }
  }
}

private let noise = -1

/// Rows of a tile, and others of a tile.
private let (rowsPerTile, othersPerTile) = (64, 512)

/// The squared distance of each row to its `count`-th nearest, itself being the first; infinite
/// where there are fewer rows.
private func squaredReach(
  _ distances: PairwiseDistances, count: Int, threads: Int
) -> [Double] {
  let n = distances.count
  var result = [Double](repeating: .infinity, count: n)
  guard count <= n else { return result }
  result.withConcurrentChunks(of: rowsPerTile, threads: threads) { block, chunk in
    let rows = Array((block * rowsPerTile)..<(block * rowsPerTile + chunk.count))
    // For each row the nearest so far, ascending.
    var nearest = [(distance: Double, row: Int)](
      repeating: (.infinity, 0), count: rows.count * count)
    for start in stride(from: 0, to: n, by: othersPerTile) {
      let others = start..<min(start + othersPerTile, n)
      let tile = distances.squared(rows, others)
      for i in rows.indices {
        let last = (i + 1) * count - 1
        for j in others {
          let distance = tile[i * others.count + j - start]
          guard distance < nearest[last].distance else { continue }
          var place = last
          while place > i * count && nearest[place - 1].distance > distance {
            nearest[place] = nearest[place - 1]
            place -= 1
          }
          nearest[place] = (distance, j)
        }
      }
    }
    for i in rows.indices {
      chunk[i] = distances.squared(rows[i], nearest[(i + 1) * count - 1].row)
    }
  }
  return result
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

/// Labels all rows that can be reached from a core row, a tile of core rows at a time.
private func grow(
  _ cluster: Int, from seed: Int, _ distances: PairwiseDistances, _ squaredRadius: Double,
  _ isCore: [Bool], _ labels: inout [Int], _ threads: Int
) {
  labels[seed] = cluster
  var frontier = [seed]
  while !frontier.isEmpty {
    let rows = Array(frontier.suffix(rowsPerTile))
    frontier.removeLast(rows.count)
    var updated = labels
    updated.withConcurrentChunks(of: othersPerTile, threads: threads) { [labels] block, chunk in
      let others = (block * othersPerTile)..<(block * othersPerTile + chunk.count)
      guard labels[others].contains(noise) else { return }
      let tile = distances.squared(rows, others)
      for j in others where labels[j] == noise {
        for (i, row) in rows.enumerated() {
          var distance = tile[i * others.count + j - others.lowerBound]
          // Whatever rounding may have moved across the radius is computed anew.
          if abs(distance - squaredRadius) <= distances.rounding {
            distance = distances.squared(row, j)
          }
          if distance <= squaredRadius {
            chunk[j - others.lowerBound] = cluster
            break
          }
        }
      }
    }
    for j in labels.indices where updated[j] != labels[j] {
      labels[j] = cluster
      if isCore[j] { frontier.append(j) }
    }
  }
}
