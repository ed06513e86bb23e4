internal import LinearAlgebra
internal import Parallelism

/// The silhouette of each row (n), exact, in O(n·d) memory: distances are made a tile at a time.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters or more.
func silhouettes(_ x: Matrix, _ partition: Partition, threads: Int) -> [Double] {
  let distances = SquaredDistances(among: x, threads: threads)
  let k = partition.count
  var result = [Double](repeating: 0, count: x.rows)
  result.withConcurrentChunks(of: rowsPerTile, threads: threads) { block, chunk in
    let rows = (block * rowsPerTile)..<(block * rowsPerTile + chunk.count)
    // Sums of the distances to the rows of each cluster.
    var sums = [Double](repeating: 0, count: chunk.count * k)
    var tile: [Double] = []
    for start in stride(from: 0, to: x.rows, by: othersPerTile) {
      let others = start..<min(start + othersPerTile, x.rows)
      distances.fill(&tile, rows: rows, others: others)
      for i in 0..<rows.count {
        for j in 0..<others.count {
          sums[i * k + partition.labels[start + j]] += tile[i * others.count + j].squareRoot()
        }
      }
    }
    for i in 0..<chunk.count {
      chunk[i] = silhouette(
        sums[(i * k)..<((i + 1) * k)], own: partition.labels[rows.lowerBound + i],
        partition.sizes)
    }
  }
  return result
}

/// Rows that one worker compares with all others at a time, and others of a tile. Fixed, since the
/// order of sums depends on them.
let (rowsPerTile, othersPerTile) = (64, 512)

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
