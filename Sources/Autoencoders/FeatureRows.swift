public import LinearAlgebra
internal import Parallelism

/// Rows of features, wherever they lie: what networks take their batches from.
public protocol FeatureRows: Sendable {
  /// Number of rows.
  var rows: Int { get }
  /// Features of a row, D.
  var columns: Int { get }

  /// Copies rows in the given order.
  ///
  /// - Parameters:
  ///   - rows: Any of them, in any order.
  ///   - target: (count of `rows`, D); all of it is replaced.
  ///   - threads: Number of workers, ≥ 1.
  /// - Throws: What reading them throws.
  func copy(_ rows: [Int], to target: inout Matrix, threads: Int) throws

  /// Says which rows are asked for next, for those who can fetch them meanwhile.
  func prepare(_ rows: [Int])
}

extension FeatureRows {
  /// What is in memory needs no preparation.
  public func prepare(_ rows: [Int]) {}

  /// Hands rows over in blocks of about 16 MiB, in order.
  ///
  /// - Parameters:
  ///   - rows: Any of them.
  ///   - threads: Number of workers, ≥ 1.
  ///   - body: Takes the next rows as a matrix.
  public func forEachBlock(
    of rows: some RandomAccessCollection<Int>, threads: Int, _ body: (Matrix) throws -> Void
  ) throws {
    let size = Swift.max(1, (4 << 20) / Swift.max(1, columns))
    var rest = rows[...]
    while !rest.isEmpty {
      let taken = Array(rest.prefix(size))
      rest = rest.dropFirst(size)
      var block = Matrix(rows: taken.count, columns: columns)
      try copy(taken, to: &block, threads: threads)
      try body(block)
    }
  }
}

extension Matrix: FeatureRows {
  public func copy(_ rows: [Int], to target: inout Matrix, threads: Int) {
    precondition(target.rows == rows.count && target.columns == columns)
    guard columns > 0 else { return }
    let (elements, columns) = (elements, columns)
    target.elements.withConcurrentChunks(of: columns, threads: threads) { i, row in
      let source = elements.span.extracting((rows[i] * columns)..<((rows[i] + 1) * columns))
      for j in 0..<columns { row[j] = source[j] }
    }
  }
}
