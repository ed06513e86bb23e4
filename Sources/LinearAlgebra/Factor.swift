/// How a factor enters a product.
public enum Orientation: Sendable {
  /// As it is stored.
  case asStored
  /// Transposed.
  case transposed
}

/// A matrix as it enters a product: by rows in part of a flat array, perhaps transposed.
///
/// The array is shared, not copied.
public struct Factor: Sendable {
  let elements: [Float]
  let offset: Int
  let storedRows: Int
  let storedColumns: Int
  let orientation: Orientation

  /// The matrix whose element (i, j) is `elements[offset + i * columns + j]`.
  public init(_ elements: [Float], offset: Int, rows: Int, columns: Int) {
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= elements.count)
    self.init(elements, offset, rows, columns, .asStored)
  }

  /// A whole matrix.
  public init(_ matrix: borrowing Matrix, _ orientation: Orientation = .asStored) {
    self.init(matrix.elements, 0, matrix.rows, matrix.columns, orientation)
  }

  private init(
    _ elements: [Float], _ offset: Int, _ rows: Int, _ columns: Int, _ orientation: Orientation
  ) {
    self.elements = elements
    self.offset = offset
    storedRows = rows
    storedColumns = columns
    self.orientation = orientation
  }

  /// The same matrix, transposed.
  public var transposed: Factor {
    Factor(
      elements, offset, storedRows, storedColumns,
      orientation == .asStored ? .transposed : .asStored)
  }

  var rows: Int { orientation == .asStored ? storedRows : storedColumns }
  var columns: Int { orientation == .asStored ? storedColumns : storedRows }
}
