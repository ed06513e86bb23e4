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
  let norms = (0..<centres.rows).map { squaredNorm(centres, $0) }
  let size = rowsPerBlock(columns: x.columns)
  var nearest = [Int](repeating: 0, count: x.rows)
  nearest.withConcurrentChunks(of: size, threads: threads) { block, chunk in
    let first = block * size
    let products = slice(x, first..<(first + chunk.count)).times(centres, .transposed)
    for i in 0..<chunk.count {
      var least = Double.infinity
      for j in 0..<centres.rows {
        let distance = norms[j] - 2 * Double(products.elements[i * centres.rows + j])
        if distance < least { (chunk[i], least) = (j, distance) }
      }
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

/// The mean of the rows of each cluster (k, d); every cluster has rows.
func clusterMeans(_ x: Matrix, _ labels: [Int], clusters k: Int) -> Matrix {
  let d = x.columns
  var sums = [Double](repeating: 0, count: k * d)
  var counts = [Double](repeating: 0, count: k)
  for i in 0..<x.rows {
    counts[labels[i]] += 1
    for t in 0..<d { sums[labels[i] * d + t] += Double(x.elements[i * d + t]) }
  }
  return Matrix(
    rows: k, columns: d, elements: sums.indices.map { Float(sums[$0] / counts[$0 / d]) })
}

/// ‖xᵢ‖².
func squaredNorm(_ x: Matrix, _ i: Int) -> Double {
  let d = x.columns
  var sum = 0.0
  for t in 0..<d {
    let value = Double(x.elements[i * d + t])
    sum += value * value
  }
  return sum
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

/// A copy of consecutive rows.
func slice(_ x: Matrix, _ rows: Range<Int>) -> Matrix {
  let d = x.columns
  return Matrix(
    rows: rows.count, columns: d,
    elements: Array(x.elements[(rows.lowerBound * d)..<(rows.upperBound * d)]))
}

/// The rows plus a vector.
func shifted(_ x: Matrix, by vector: [Float]) -> Matrix { x.subtracting(vector.map { -$0 }) }
