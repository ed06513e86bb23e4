/// A dense matrix of `Float`, stored by rows: element (i, j) is `elements[i * columns + j]`.
public struct Matrix: Sendable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// All elements, row after row.
  public var elements: [Float]

  /// Wraps elements given row after row; their number must be rows × columns.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(rows >= 0 && columns >= 0 && elements.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix whose elements are all `value`.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    self.init(
      rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// The element in row `row` and column `column`.
  @inlinable
  public subscript(row: Int, column: Int) -> Float {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// A copy of one row.
  public func row(_ row: Int) -> [Float] {
    Array(elements[(row * columns)..<((row + 1) * columns)])
  }

  /// The given rows, in the given order; a row may occur more than once.
  public func gathering(rows indices: [Int]) -> Matrix {
    var gathered: [Float] = []
    gathered.reserveCapacity(indices.count * columns)
    for index in indices { gathered += elements[(index * columns)..<((index + 1) * columns)] }
    return Matrix(rows: indices.count, columns: columns, elements: gathered)
  }

  /// The transposed matrix.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.elements[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// The first row that holds a value that is infinite or not a number; `nil` if all are finite.
  public var firstNonFiniteRow: Int? {
    elements.firstIndex { !$0.isFinite }.map { $0 / columns }
  }
}
