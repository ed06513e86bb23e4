internal import LinearAlgebra
internal import Parallelism

/// Elements that are converted to `Double` at a time, about.
private let elementsPerBlock = 1 << 22

/// A data set less its mean, converted to `Double` a block at a time.
struct CentredRows {
  /// Mean of each feature (d).
  let mean: [Double]
  private let x: Matrix

  /// - Parameters:
  ///   - x: (n, d), n ≥ 1.
  ///   - threads: Number of workers, ≥ 1.
  init(_ x: Matrix, _ threads: Int) {
    self.init(x, mean: x.columnMeans(threads: threads))
  }

  /// - Parameters:
  ///   - x: (n, d).
  ///   - mean: What is subtracted from every row (d).
  init(_ x: Matrix, mean: [Double]) {
    self.x = x
    self.mean = mean
  }

  /// Xᵀ·X (d, d), lower triangle.
  func columnProducts(_ threads: Int) -> [Double] {
    var products = [Double](repeating: 0, count: x.columns * x.columns)
    var block: [Double] = []
    let all = 0..<x.columns
    for rows in blocks(of: x.rows, other: x.columns) {
      fill(&block, rows, all, threads)
      addGramMatrix(
        of: block, .transposed, rows: rows.count, columns: all.count, into: &products,
        threads: threads)
    }
    return products
  }

  /// X·Xᵀ (n, n), lower triangle.
  func rowProducts(_ threads: Int) -> [Double] {
    var products = [Double](repeating: 0, count: x.rows * x.rows)
    var block: [Double] = []
    let all = 0..<x.rows
    for columns in blocks(of: x.columns, other: x.rows) {
      fill(&block, all, columns, threads)
      addGramMatrix(
        of: block, rows: all.count, columns: columns.count, into: &products, threads: threads)
    }
    return products
  }

  /// weights·X (count, d).
  ///
  /// - Parameter weights: (count, n).
  func combined(by weights: [Double], count: Int, _ threads: Int) -> [Double] {
    let d = x.columns
    var result = [Double](repeating: 0, count: count * d)
    var block: [Double] = []
    for columns in blocks(of: d, other: x.rows) {
      fill(&block, 0..<x.rows, columns, threads)
      let part = product(
        weights, block, rows: count, columns: columns.count, terms: x.rows, threads: threads)
      for i in 0..<count {
        for j in 0..<columns.count {
          result[i * d + columns.lowerBound + j] = part[i * columns.count + j]
        }
      }
    }
    return result
  }

  private func blocks(of count: Int, other: Int) -> [Range<Int>] {
    let size = max(1, elementsPerBlock / max(other, 1))
    return stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }

  /// Puts rows and columns into memory that is used again.
  private func fill(
    _ block: inout [Double], _ rows: Range<Int>, _ columns: Range<Int>, _ threads: Int
  ) {
    if block.count != rows.count * columns.count {
      block = [Double](repeating: 0, count: rows.count * columns.count)
    }
    guard !block.isEmpty else { return }
    block.withConcurrentChunks(of: columns.count, threads: threads) { row, chunk in
      let start = (rows.lowerBound + row) * x.columns + columns.lowerBound
      for j in 0..<chunk.count {
        chunk[j] = Double(x.elements[start + j]) - mean[columns.lowerBound + j]
      }
    }
  }
}
