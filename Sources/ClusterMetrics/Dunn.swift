internal import LinearAlgebra
internal import Parallelism

/// Rows that one worker compares with all others at a time, and others of a tile. Fixed, since the
/// bits of products depend on them.
private let (rowsPerTile, othersPerTile) = (64, 512)

/// The least distance between rows of two clusters over the largest between rows of one; undefined
/// (NaN) where no cluster has any extent. O(n·d) memory.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters or more.
func dunn(_ x: Matrix, _ partition: Partition, threads: Int) -> Double {
  let distances = SquaredDistances(among: x, threads: threads)
  // For each block the least squared distance between clusters, then the largest within one.
  let blocks = (x.rows + rowsPerTile - 1) / rowsPerTile
  var extremes = [Double](repeating: 0, count: 2 * blocks)
  extremes.withConcurrentChunks(of: 2, threads: threads) { block, chunk in
    let rows = (block * rowsPerTile)..<min((block + 1) * rowsPerTile, x.rows)
    var (separation, diameter) = (Double.infinity, 0.0)
    var tile: [Double] = []
    for start in stride(from: 0, to: x.rows, by: othersPerTile) {
      let others = start..<min(start + othersPerTile, x.rows)
      distances.fill(&tile, rows: rows, others: others)
      for i in 0..<rows.count {
        for j in 0..<others.count {
          let squared = tile[i * others.count + j]
          if partition.labels[rows.lowerBound + i] == partition.labels[start + j] {
            diameter = max(diameter, squared)
          } else {
            separation = min(separation, squared)
          }
        }
      }
    }
    (chunk[0], chunk[1]) = (separation, diameter)
  }
  var (separation, diameter) = (Double.infinity, 0.0)
  for block in 0..<blocks {
    separation = min(separation, extremes[2 * block])
    diameter = max(diameter, extremes[2 * block + 1])
  }
  return diameter > 0 ? (separation / diameter).squareRoot() : .nan
}
