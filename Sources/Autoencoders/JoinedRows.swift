public import LinearAlgebra

/// Rows of two feature sets side by side, as a network of both takes them: D₁ features of the first,
/// D₂ of the second, and 1 where there is a second, else 0.
public struct JoinedRows: FeatureRows {
  private let first: any FeatureRows
  private let second: Matrix
  private let isPresent: [Bool]

  /// Joins rows one by one.
  ///
  /// - Parameters:
  ///   - first: (N, D₁).
  ///   - second: (N, D₂), 0 in rows that have none.
  ///   - isPresent: Whether each row has a second.
  public init(_ first: any FeatureRows, _ second: Matrix, isPresent: [Bool]) {
    precondition(first.rows == second.rows && isPresent.count == second.rows)
    self.first = first
    self.second = second
    self.isPresent = isPresent
  }

  /// The same rows without any second set.
  public var firstAlone: JoinedRows {
    JoinedRows(
      first, Matrix(rows: second.rows, columns: second.columns),
      isPresent: isPresent.map { _ in false })
  }

  /// The same rows with zeros for the first set: what features are at their mean, once standardised.
  public var secondAlone: JoinedRows {
    JoinedRows(Zeros(rows: first.rows, columns: first.columns), second, isPresent: isPresent)
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
      target[i, columns - 1] = isPresent[row] ? 1 : 0
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
