internal import LinearAlgebra
internal import Parallelism

/// The silhouette of each row (n), exact, in O(n·d) memory: distances are made a tile at a time.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters or more.
func silhouettes(_ x: Matrix, _ partition: Partition, threads: Int) -> [Double] {
  let rows = CentredRows(x)
  let k = partition.count
  var result = [Double](repeating: 0, count: x.rows)
  result.withConcurrentChunks(of: CentredRows.rowsPerBlock, threads: threads) { block, chunk in
    let first = block * CentredRows.rowsPerBlock
    // Sums of the distances to the rows of each cluster.
    var sums = [Double](repeating: 0, count: chunk.count * k)
    rows.forEachPair(first..<(first + chunk.count)) { i, j, squared in
      sums[(i - first) * k + partition.labels[j]] += squared.squareRoot()
    }
    for i in 0..<chunk.count {
      chunk[i] = silhouette(
        sums[(i * k)..<((i + 1) * k)], own: partition.labels[first + i], partition.sizes)
    }
  }
  return result
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
