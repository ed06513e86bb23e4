internal import LinearAlgebra

/// Euclidean distances between the rows of a matrix, made a tile at a time, so that they never need
/// memory for all pairs.
struct PairwiseDistances: Sendable {
  private let x: Matrix
  /// The rows less their mean: what is far from 0 would cancel.
  private let centred: [Double]
  private let norms: [Double]

  /// Bounds the error of the squared distances of a tile.
  let rounding: Double

  /// Number of rows.
  var count: Int { x.rows }

  /// Takes the rows of `x` (n, d), finite.
  init(_ x: Matrix) {
    let d = x.columns
    let mean = columnMeans(x)
    var centred: [Double] = []
    centred.reserveCapacity(x.elements.count)
    var norms: [Double] = []
    for i in 0..<x.rows {
      var sum = 0.0
      for t in 0..<d {
        let value = Double(x.elements[i * d + t]) - mean[t]
        centred.append(value)
        sum += value * value
      }
      norms.append(sum)
    }
    self.x = x
    self.centred = centred
    self.norms = norms
    rounding = (norms.max() ?? 0) * Double(d + 8) * 0x1p-49
  }

  /// Squared distances of some rows to consecutive others (rows.count, others.count), to within
  /// ``rounding``; what nearly cancels is computed anew, so that rows that coincide are at exactly
  /// 0.
  func squared(_ rows: [Int], _ others: Range<Int>) -> [Double] {
    let d = x.columns
    var own: [Double] = []
    own.reserveCapacity(rows.count * d)
    for row in rows { own += centred[(row * d)..<((row + 1) * d)] }
    var tile = product(
      own, Array(centred[(others.lowerBound * d)..<(others.upperBound * d)]), .transposed,
      rows: rows.count, columns: others.count, terms: d)
    for (i, row) in rows.enumerated() {
      for j in others {
        let place = i * others.count + j - others.lowerBound
        let sum = norms[row] + norms[j]
        let distance = sum - 2 * tile[place]
        tile[place] = distance < 1e-9 * sum ? squared(row, j) : distance
      }
    }
    return tile
  }

  /// The squared distance of two rows, without cancellation; the same bits both ways.
  func squared(_ i: Int, _ j: Int) -> Double { squaredDistance(x, i, x, j) }
}
