internal import LinearAlgebra
internal import Parallelism

/// The least distance between rows of two clusters over the largest between rows of one; undefined
/// (NaN) where no cluster has any extent. O(n·d) memory.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters or more.
func dunn(_ x: Matrix, _ partition: Partition, threads: Int) -> Double {
  let rows = CentredRows(x)
  // For each block the least squared distance between clusters, then the largest within one.
  let blocks = (x.rows + CentredRows.rowsPerBlock - 1) / CentredRows.rowsPerBlock
  var extremes = [Double](repeating: 0, count: 2 * blocks)
  extremes.withConcurrentChunks(of: 2, threads: threads) { block, chunk in
    let first = block * CentredRows.rowsPerBlock
    var (separation, diameter) = (Double.infinity, 0.0)
    rows.forEachPair(first..<min(first + CentredRows.rowsPerBlock, x.rows)) { i, j, squared in
      if partition.labels[i] == partition.labels[j] {
        diameter = max(diameter, squared)
      } else {
        separation = min(separation, squared)
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
