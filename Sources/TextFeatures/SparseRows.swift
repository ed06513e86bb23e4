internal import LinearAlgebra
internal import Parallelism
internal import Randomness

/// A row of which most elements are 0: the others, by place.
typealias SparseRow = [(place: Int, value: Double)]

/// Rows of which most elements are 0, (n, d).
struct SparseRows: Sendable {
  private let rows: [SparseRow]
  /// The same by columns: places are rows.
  private let columns: [SparseRow]

  /// Wraps rows of (n, d).
  init(_ rows: [SparseRow], columns d: Int) {
    self.rows = rows
    var columns = [SparseRow](repeating: [], count: d)
    for (index, row) in rows.enumerated() {
      for (place, value) in row { columns[place].append((index, value)) }
    }
    self.columns = columns
  }

  /// The directions of largest extent from the origin: right singular vectors of the rows, as in
  /// latent semantic analysis (Deerwester et al. 1990,
  /// doi 10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9), by the leading eigenvectors
  /// of the products of rows.
  ///
  /// - Parameters:
  ///   - count: Directions wanted, ≥ 1; there are no more than the rows have rank.
  ///   - threads: Number of workers; bits do not depend on it.
  /// - Returns: (d, k), the element of largest magnitude of each direction positive.
  func leadingDirections(_ count: Int, threads: Int) throws -> Matrix {
    let (n, d) = (rows.count, columns.count)
    // The sum of all eigenvalues, which bounds the largest.
    let total = rows.reduce(0.0) { $1.reduce($0) { $0 + $1.value * $1.value } }
    guard total > 0 else { return Matrix(rows: d, columns: 0) }
    // A whole basis of few rows gives all digits at once.
    let width = n <= 512 ? n : min(n, count + 10)
    var generator = Generator(seed: 0, stream: "leading directions")
    let start = (0..<n * width).map { _ in generator.normal() }
    let leading = try LeadingEigenvectors(
      from: start, order: n, count: min(count, width)
    ) {
      let image = product(columns, $0, width: width, threads: threads)
      return product(rows, image, width: width, threads: threads).map { $0 / total }
    }
    let k = leading.values.count
    let kept = leading.values.count { $0 > leading.values[0] * 1e-10 }
    let directions = product(columns, leading.vectors, width: k, threads: threads)
    var result = Matrix(rows: d, columns: kept)
    for j in 0..<kept {
      var (largest, squares) = (0.0, 0.0)
      for i in 0..<d {
        let element = directions[i * k + j]
        squares += element * element
        if abs(element) > abs(largest) { largest = element }
      }
      let scale = (largest < 0 ? -1 : 1) / squares.squareRoot()
      for i in 0..<d { result[i, j] = Float(directions[i * k + j] * scale) }
    }
    return result
  }
}

/// The product of sparse rows (m, k) and a block (k, width), (m, width) by rows.
private func product(
  _ rows: [SparseRow], _ block: [Double], width: Int, threads: Int
) -> [Double] {
  var result = [Double](repeating: 0, count: rows.count * width)
  result.withConcurrentChunks(of: width, threads: threads) { index, sums in
    for (place, value) in rows[index] {
      for j in 0..<width { sums[j] += value * block[place * width + j] }
    }
  }
  return result
}
