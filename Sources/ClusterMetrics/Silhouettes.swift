internal import Kernels
internal import LinearAlgebra
internal import Parallelism

/// Others of a tile. Fixed, since the order of sums depends on it.
private let othersPerTile = 512

/// The silhouette of each row (n), exact, in O(n·d) memory: distances are made a tile at a time.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters or more.
func silhouettes(_ x: Matrix, _ partition: Partition, threads: Int) -> [Double] {
  // Rows of a cluster beside each other: those of a tile are near to each other and to their mean.
  let order = partition.labels.indices.sorted {
    (partition.labels[$0], $0) < (partition.labels[$1], $1)
  }
  let labels = order.map { partition.labels[$0] }
  // So many that sums for all clusters take little memory; it depends on their number only.
  let rowsPerTile = max(16, min(512, (1 << 18) / partition.count))
  let distances = SquaredDistances(among: x.gathering(rows: order), threads: threads)
  var ordered = [Double](repeating: 0, count: x.rows)
  ordered.withConcurrentChunks(of: rowsPerTile, threads: threads) { block, chunk in
    let rows = (block * rowsPerTile)..<(block * rowsPerTile + chunk.count)
    let sums = sumsOfDistances(distances, rows, labels, clusters: partition.count)
    for i in 0..<chunk.count {
      chunk[i] = silhouette(
        sums[(i * partition.count)..<((i + 1) * partition.count)], own: labels[rows.lowerBound + i],
        partition.sizes)
    }
  }
  var result = ordered
  for (place, row) in order.enumerated() { result[row] = ordered[place] }
  return result
}

/// Sums of the distances of consecutive rows to the rows of each cluster (rows.count, clusters).
///
/// By products of `Float` about the mean of the rows, where little cancels; what does is computed from
/// differences.
///
/// - Parameter labels: The cluster of every row, ascending.
private func sumsOfDistances(
  _ distances: SquaredDistances, _ rows: Range<Int>, _ labels: [Int], clusters k: Int
) -> [Double] {
  let x = distances.rows
  let centre = x.part(rows).columnMeans().map { Float($0) }
  let own = x.part(rows).subtracting(centre)
  let ownNorms = own.squaredDistances(to: centre.map { _ in 0 }).map { Float($0) }
  var sums = [Double](repeating: 0, count: rows.count * k)
  var products = [Float](repeating: 0, count: rows.count * othersPerTile)
  for start in stride(from: 0, to: x.rows, by: othersPerTile) {
    let others = start..<min(start + othersPerTile, x.rows)
    let tile = x.part(others).subtracting(centre)
    let norms = tile.squaredDistances(to: centre.map { _ in 0 }).map { Float($0) }
    var span = products.mutableSpan
    multiply(Factor(tile), Factor(own, .transposed), into: &span)
    var least = [Float](repeating: 0, count: rows.count)
    var first = 0
    while first < others.count {
      let label = labels[start + first]
      let end =
        labels[(start + first)..<others.upperBound].firstIndex { $0 != label }
        .map { $0 - start } ?? others.count
      var total = [Double](repeating: 0, count: rows.count)
      for j in first..<end {
        addDistances(
          &products, at: j * rows.count, norms: ownNorms, norm: norms[j], tellingBelow: cancelling,
          to: &total, least: &least)
      }
      for i in 0..<rows.count { sums[i * k + label] += total[i] }
      first = end
    }
    for i in 0..<rows.count where least[i] < 0 {
      for j in others.indices {
        let approximate = products[(j - start) * rows.count + i]
        let sum = ownNorms[i] + norms[j - start]
        guard approximate * approximate < cancelling * sum else { continue }
        let exact = distances(rows.lowerBound + i, j).squareRoot()
        sums[i * k + labels[j]] += exact - Double(approximate)
      }
    }
  }
  return sums
}

/// A squared distance below this share of both squared norms has lost too many digits.
private let cancelling: Float = 1e-3

extension Matrix {
  /// A copy of consecutive rows.
  fileprivate func part(_ rows: Range<Int>) -> Matrix {
    Matrix(
      rows: rows.count, columns: columns,
      elements: Array(elements[(rows.lowerBound * columns)..<(rows.upperBound * columns)]))
  }
}

/// - Parameter sums: Sums of the distances to the rows of each cluster.
private func silhouette(_ sums: ArraySlice<Double>, own: Int, _ sizes: [Int]) -> Double {
  guard sizes[own] > 1 else { return 0 }
  var (a, b) = (0.0, Double.infinity)
  for (cluster, sum) in sums.enumerated() {
    if cluster == own {
      a = sum / Double(sizes[own] - 1)
    } else {
      b = min(b, sum / Double(sizes[cluster]))
    }
  }
  let larger = max(a, b)
  return larger > 0 ? (b - a) / larger : 0
}
