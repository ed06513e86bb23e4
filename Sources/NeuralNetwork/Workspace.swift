internal import Kernels
public import LinearAlgebra

/// Memory for matrices, used again step after step: touching fresh memory costs as much as reading
/// the same bytes ten times.
///
/// A matrix has one owner at a time, who either hands it on or gives it back. Forgetting to give
/// one back costs speed, not correctness; so does keeping a copy of one that was given back.
public struct Workspace: Sendable {
  private var free: [Int: [[Float]]] = [:]
  /// How many matrices needed fresh memory so far.
  public private(set) var allocations = 0

  /// A workspace that holds nothing yet.
  public init() {}

  /// A matrix whose elements are arbitrary.
  public mutating func matrix(rows: Int, columns: Int) -> Matrix {
    if let elements = free[rows * columns, default: []].popLast() {
      return Matrix(rows: rows, columns: columns, elements: elements)
    }
    allocations += 1
    return Matrix(rows: rows, columns: columns, elements: [Float](arbitrary: rows * columns))
  }

  /// Gives a matrix back that nobody uses any more.
  public mutating func recycle(_ matrix: consuming Matrix) {
    free[matrix.elements.count, default: []].append(matrix.elements)
  }
}
