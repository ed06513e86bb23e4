internal import Foundation
internal import LinearAlgebra
internal import Parallelism

/// Density-based validity of clusters: for each, how much denser it is inside than what lies between it
/// and the next, weighted by its share of all rows (Moulavi et al. 2014,
/// doi 10.1137/1.9781611973440.96). A row that is alone in its cluster counts as noise: its share
/// is lost. O(n²·d) time, O(n·d) memory.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters of more than one row at least; else it is undefined (NaN).
func densityValidity(_ x: Matrix, _ partition: Partition, threads: Int) -> Double {
  let distances = SquaredDistances(among: x, threads: threads)
  var members = [[Int]](repeating: [], count: partition.count)
  for (row, cluster) in partition.labels.enumerated() { members[cluster].append(row) }
  let clusters = members.filter { $0.count > 1 }
  guard clusters.count > 1 else { return .nan }
  let interiors = concurrentValues(count: clusters.count, threads: threads) {
    DensityInterior(clusters[$0], distances, dimensions: x.columns)
  }
  // The least density between two clusters, of all pairs.
  let pairs = interiors.indices.flatMap { a in (a + 1..<interiors.count).map { (a, $0) } }
  let between = concurrentValues(count: pairs.count, threads: threads) {
    interiors[pairs[$0].0].separation(from: interiors[pairs[$0].1], distances)
  }
  var nearest = [Double](repeating: .infinity, count: interiors.count)
  for ((a, b), separation) in zip(pairs, between) {
    nearest[a] = min(nearest[a], separation)
    nearest[b] = min(nearest[b], separation)
  }
  return zip(interiors, nearest).reduce(0) { sum, cluster in
    let (interior, separation) = cluster
    let larger = max(separation, interior.sparseness)
    let validity = larger > 0 ? (separation - interior.sparseness) / larger : 0
    return sum + validity * Double(interior.size) / Double(x.rows)
  }
}

/// A cluster as a tree of its rows, by the mutual reachability of each pair: the largest of their
/// distance and both core distances.
private struct DensityInterior: Sendable {
  /// Number of rows.
  let size: Int
  /// The longest edge between rows that are no leaves of the tree, or of all where there is none.
  let sparseness: Double
  /// The rows that are no leaves, or all where there are none, with their core distances.
  private let inner: [(row: Int, core: Double)]

  init(_ rows: [Int], _ distances: SquaredDistances, dimensions d: Int) {
    size = rows.count
    let cores = rows.map { coreDistance($0, among: rows, distances, Double(d)) }
    // Prim's algorithm (1957) from the first row. Reachabilities often tie, being core distances: then
    // the shorter distance decides, so that the tree does not depend on the order of rows.
    var parent = [Int](repeating: 0, count: rows.count)
    var reach = [(length: Double, squared: Double)](
      repeating: (.infinity, .infinity), count: rows.count)
    var isIn = [Bool](repeating: false, count: rows.count)
    var degree = [Int](repeating: 0, count: rows.count)
    var edges: [(a: Int, b: Int, length: Double)] = []
    var last = 0
    isIn[0] = true
    for _ in 1..<rows.count {
      var next = -1
      for other in rows.indices where !isIn[other] {
        let squared = distances(rows[last], rows[other])
        let length = max(squared.squareRoot(), cores[last], cores[other])
        if (length, squared) < reach[other] {
          (reach[other], parent[other]) = ((length, squared), last)
        }
        if next < 0 || reach[other] < reach[next] { next = other }
      }
      isIn[next] = true
      edges.append((parent[next], next, reach[next].length))
      degree[next] += 1
      degree[parent[next]] += 1
      last = next
    }
    let within = edges.filter { degree[$0.a] > 1 && degree[$0.b] > 1 }
    sparseness = (within.isEmpty ? edges : within).map(\.length).max() ?? 0
    let places = rows.indices.filter { degree[$0] > 1 || rows.count == 2 }
    inner = places.map { (rows[$0], cores[$0]) }
  }

  /// The least mutual reachability of an inner row of this cluster and one of another.
  func separation(from other: DensityInterior, _ distances: SquaredDistances) -> Double {
    var least = Double.infinity
    for (row, core) in inner {
      for (second, secondCore) in other.inner {
        least = min(least, max(distances(row, second).squareRoot(), core, secondCore))
      }
    }
    return least
  }
}

/// The distance to the others of a cluster, averaged as the inverse of density is: (mean of
/// distance⁻ᵈ)^(−1/d), without rows that coincide; 0 where all do.
private func coreDistance(
  _ row: Int, among rows: [Int], _ distances: SquaredDistances, _ d: Double
) -> Double {
  let logs = rows.lazy.filter { $0 != row }.map { distances(row, $0) }.filter { $0 > 0 }
    .map { -d / 2 * log($0) }
  let exponents = Array(logs)
  guard let largest = exponents.max() else { return 0 }
  // By logarithms, as 128 dimensions are beyond any exponent.
  let sum = exponents.reduce(0) { $0 + exp($1 - largest) }
  return exp(-(largest + log(sum / Double(rows.count - 1))) / d)
}
