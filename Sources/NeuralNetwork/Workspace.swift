public import LinearAlgebra
internal import Parallelism

/// Memory for matrices, used again step after step: touching fresh memory costs as much as reading
/// the same bytes ten times.
///
/// A matrix has one owner at a time, who either hands it on or gives it back. Forgetting to give
/// one back costs speed, not correctness; so does keeping a copy of one that was given back.
public struct Workspace: Sendable {
  private var free: [[Float]] = []
  /// How many matrices needed fresh memory so far.
  public private(set) var allocations = 0

  /// A workspace that holds nothing yet.
  public init() {}

  /// A matrix whose elements are arbitrary.
  public mutating func matrix(rows: Int, columns: Int) -> Matrix {
    let count = rows * columns
    // The last batch of an epoch is smaller: it takes the memory of a whole one, which grows again.
    let fitting = free.indices.filter {
      free[$0].count == count || (count...2 * count).contains(free[$0].capacity)
    }
    guard let place = fitting.min(by: { free[$0].capacity < free[$1].capacity }) else {
      allocations += 1
      return Matrix(rows: rows, columns: columns, elements: [Float](arbitrary: count))
    }
    free.swapAt(place, free.count - 1)
    var elements = free.removeLast()
    if elements.count > count { elements.removeLast(elements.count - count) }
    elements.append(contentsOf: repeatElement(0, count: count - elements.count))
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// Gives a matrix back that nobody uses any more.
  public mutating func recycle(_ matrix: consuming Matrix) {
    free.append(matrix.elements)
  }
}
