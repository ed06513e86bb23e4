internal import LinearAlgebra

/// Others that a block of rows is compared with at a time.
private let othersPerTile = 512

/// Rows less their mean, in `Double`, with their squared norms.
struct CentredRows: Sendable {
  /// Rows that one worker compares with all others at a time.
  static let rowsPerBlock = 64

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

  /// Hands over the squared distance of each of some rows to every other row of all: row by row
  /// within a tile of others.
  @inline(__always)
  func forEachPair(
    _ rows: Range<Int>, _ body: (_ row: Int, _ other: Int, _ squared: Double) -> Void
  ) {
    let own = Array(values[(rows.lowerBound * d)..<(rows.upperBound * d)])
    for start in stride(from: 0, to: norms.count, by: othersPerTile) {
      let others = start..<min(start + othersPerTile, norms.count)
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
          body(row, j, squared)
        }
      }
    }
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
