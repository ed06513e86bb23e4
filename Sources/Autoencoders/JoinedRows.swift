public import LinearAlgebra

/// Rows of two feature sets side by side, as a network of both takes them: D₁ features of the first, T
/// tokens of D₂ features of the second, and how many of these tokens there are, 0 … T.
public struct JoinedRows: FeatureRows {
  private let first: any FeatureRows
  private let second: Matrix
  private let counts: [Int]

  /// Joins rows one by one.
  ///
  /// - Parameters:
  ///   - first: (N, D₁).
  ///   - second: (N, T·D₂), 0 in tokens that are not there.
  ///   - counts: How many tokens each row has, the first ones.
  public init(_ first: any FeatureRows, _ second: Matrix, counts: [Int]) {
    precondition(first.rows == second.rows && counts.count == second.rows)
    self.first = first
    self.second = second
    self.counts = counts
  }

  /// The same rows without any second set.
  public var firstAlone: JoinedRows {
    JoinedRows(
      first, Matrix(rows: second.rows, columns: second.columns),
      counts: counts.map { _ in 0 })
  }

  /// The same rows with zeros for the first set: what features are at their mean, once standardised.
  public var secondAlone: JoinedRows {
    JoinedRows(Zeros(rows: first.rows, columns: first.columns), second, counts: counts)
  }

  public var rows: Int { first.rows }
  public var columns: Int { first.columns + second.columns + 1 }

  public func copy(_ rows: [Int], to target: inout Matrix, threads: Int) throws {
    precondition(target.rows == rows.count && target.columns == columns)
    var own = Matrix(rows: rows.count, columns: first.columns)
    try first.copy(rows, to: &own, threads: threads)
    for (i, row) in rows.enumerated() {
      let start = i * columns
      for j in 0..<own.columns {
        target.elements[start + j] = own.elements[i * own.columns + j]
      }
      for j in 0..<second.columns { target[i, own.columns + j] = second[row, j] }
      target[i, columns - 1] = Float(counts[row])
    }
  }

  public func prepare(_ rows: [Int]) { first.prepare(rows) }
}

/// Rows of zeros.
private struct Zeros: FeatureRows {
  let rows: Int
  let columns: Int

  func copy(_ rows: [Int], to target: inout Matrix, threads: Int) {
    for i in target.elements.indices { target.elements[i] = 0 }
  }
}
