internal import LinearAlgebra
internal import Parallelism

/// Rows that one worker takes at a time: about 1 MiB of values. It depends on the shape only, since
/// the order of sums does.
func rowsPerBlock(columns: Int) -> Int { max(16, (1 << 17) / max(columns, 1)) }

/// The nearest centre, by Euclidean distance, of each row; the lowest number on a tie.
///
/// Squared distances are ‖c‖² − 2·x·c + ‖x‖², products in `Float`: centre the data first.
///
/// - Parameters:
///   - x: (n, d).
///   - centres: (k, d), k ≥ 1.
func nearestCentres(_ x: Matrix, _ centres: Matrix, threads: Int) -> [Int] {
  let k = centres.rows
  let norms = squaredNorms(centres, threads: 1)
  let size = rowsPerBlock(columns: x.columns)
  var nearest = [Int](repeating: 0, count: x.rows)
  nearest.withConcurrentChunks(of: size, threads: threads) { block, chunk in
    let rows = (block * size)..<(block * size + chunk.count)
    var products = [Float](repeating: 0, count: chunk.count * k)
    x.fillProducts(&products, rows: rows, others: centres)
    for i in 0..<chunk.count {
      var (best, least) = (0, Double.infinity)
      for j in 0..<k {
        let distance = norms[j] - 2 * Double(products[i * k + j])
        if distance < least { (best, least) = (j, distance) }
      }
      chunk[i] = best
    }
  }
  return nearest
}

/// ``nearestCentres(_:_:threads:)`` of data that are not centred.
func nearestOfUncentred(_ rows: Matrix, _ centres: Matrix, threads: Int) -> [Int] {
  precondition(rows.columns == centres.columns, "rows have another number of columns")
  let mean = centres.columnMeans().map { Float($0) }
  return nearestCentres(
    rows.subtracting(mean, threads: threads), centres.subtracting(mean), threads: threads)
}

/// Partial sums that are added in order. Fixed, since the order of sums depends on it.
private let parts = 16

/// The sum of the rows of each cluster (k, d), and their number; rows of noise count in none.
func clusterSums(
  _ x: Matrix, _ labels: [Int], clusters k: Int, threads: Int
) -> (sums: [Double], counts: [Int]) {
  // The last group takes what is in no cluster.
  let groups = labels.map { $0 == noise ? k : $0 }
  let size = (x.rows + parts - 1) / parts
  let partial = concurrentValues(count: parts, threads: threads) { part in
    var sums = [Double](repeating: 0, count: (k + 1) * x.columns)
    let rows = min(part * size, x.rows)..<min((part + 1) * size, x.rows)
    x.add(rows: rows, to: &sums, groups: groups)
    return sums
  }
  var sums = [Double](repeating: 0, count: k * x.columns)
  for part in partial {
    for t in sums.indices { sums[t] += part[t] }
  }
  var counts = [Int](repeating: 0, count: k + 1)
  for group in groups { counts[group] += 1 }
  return (sums, Array(counts.prefix(k)))
}

/// The mean of the rows of each cluster (k, d); every cluster has rows.
func clusterMeans(_ x: Matrix, _ labels: [Int], clusters k: Int, threads: Int = 1) -> Matrix {
  let (sums, counts) = clusterSums(x, labels, clusters: k, threads: threads)
  return Matrix(
    rows: k, columns: x.columns,
    elements: sums.indices.map { Float(sums[$0] / Double(counts[$0 / x.columns])) })
}

/// The rows plus a vector.
func shifted(_ x: Matrix, by vector: [Float]) -> Matrix { x.subtracting(vector.map { -$0 }) }

/// ‖row‖² of each row (n).
func squaredNorms(_ x: Matrix, threads: Int) -> [Double] {
  x.squaredDistances(to: Array(repeating: 0, count: x.columns), threads: threads)
}

/// ‖xᵢ − cⱼ‖², without cancellation.
func squaredDistance(_ x: Matrix, _ i: Int, _ centres: Matrix, _ j: Int) -> Double {
  let d = x.columns
  var sum = 0.0
  for t in 0..<d {
    let difference = Double(x.elements[i * d + t]) - Double(centres.elements[j * d + t])
    sum += difference * difference
  }
  return sum
}
