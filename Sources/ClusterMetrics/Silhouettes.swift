internal import LinearAlgebra
internal import Parallelism

/// Rows that one worker compares with all others at a time, and others at a time.
private let (rowsPerBlock, othersPerTile) = (64, 512)

/// The silhouette of each row (n), exact, in O(n·d) memory: distances are made a tile at a time.
///
/// - Parameters:
///   - x: (n, d), finite.
///   - partition: Two clusters or more.
func silhouettes(_ x: Matrix, _ partition: Partition, threads: Int) -> [Double] {
  let rows = CentredRows(x)
  var result = [Double](repeating: 0, count: x.rows)
  result.withConcurrentChunks(of: rowsPerBlock, threads: threads) { block, chunk in
    let first = block * rowsPerBlock
    let range = first..<(first + chunk.count)
    let sums = rows.distanceSums(range, partition)
    for i in 0..<range.count {
      chunk[i] = silhouette(
        sums[(i * partition.count)..<((i + 1) * partition.count)],
        own: partition.labels[first + i], partition.sizes)
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

/// Rows less their mean, in `Double`, with their squared norms.
private struct CentredRows {
  private let d: Int
  private let values: [Double]
  private let norms: [Double]

  init(_ x: Matrix) {
    let d = x.columns
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<x.rows {
      for t in 0..<d { mean[t] += Double(x.elements[i * d + t]) / Double(x.rows) }
    }
    var values: [Double] = []
    values.reserveCapacity(x.elements.count)
    var norms: [Double] = []
    for i in 0..<x.rows {
      var sum = 0.0
      for t in 0..<d {
        let value = Double(x.elements[i * d + t]) - mean[t]
        values.append(value)
        sum += value * value
      }
      norms.append(sum)
    }
    self.d = d
    self.values = values
    self.norms = norms
  }

  /// Sums of the distances of some rows to the rows of each cluster (rows.count, clusters).
  func distanceSums(_ rows: Range<Int>, _ partition: Partition) -> [Double] {
    let (n, k) = (norms.count, partition.count)
    let own = Array(values[(rows.lowerBound * d)..<(rows.upperBound * d)])
    var sums = [Double](repeating: 0, count: rows.count * k)
    for start in stride(from: 0, to: n, by: othersPerTile) {
      let others = start..<min(start + othersPerTile, n)
      let products = product(
        own, Array(values[(others.lowerBound * d)..<(others.upperBound * d)]), .transposed,
        rows: rows.count, columns: others.count, terms: d)
      for i in 0..<rows.count {
        let row = rows.lowerBound + i
        for j in others where j != row {
          let sum = norms[row] + norms[j]
          var squared = sum - 2 * products[i * others.count + j - start]
          // What cancels is computed anew: rows that coincide are at distance 0.
          if squared < 1e-9 * sum { squared = squaredDistance(row, j) }
          sums[i * k + partition.labels[j]] += squared.squareRoot()
        }
      }
    }
    return sums
  }

  private func squaredDistance(_ i: Int, _ j: Int) -> Double {
    var sum = 0.0
    for t in 0..<d {
      let difference = values[i * d + t] - values[j * d + t]
      sum += difference * difference
    }
    return sum
  }
}
