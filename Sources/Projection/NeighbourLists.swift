internal import LinearAlgebra

/// Most rows whose nearest others are found by looking at all.
private let mostExactRows = 20_000

/// The nearest others of rows: exact up to 20,000 rows, and by an index beyond, which may miss some.
struct NeighbourLists: Sendable {
  /// Neighbours of each row, k.
  let count: Int
  /// Numbers of the others (n, k), by ascending distance.
  let indices: [Int32]
  /// Their distances (n, k).
  let distances: [Float]

  /// Neighbours among rows; a row is not its own neighbour.
  ///
  /// - Parameter count: Neighbours of each row; there are as many others.
  init(among x: Matrix, count: Int, threads: Int) {
    guard x.rows <= mostExactRows else {
      self = NeighbourIndex(x, count: count, threads: threads).neighbours
      return
    }
    self.init(SquaredDistances(among: x, threads: threads).nearest(count, threads: threads))
  }

  /// The nearest of some other rows, exact.
  init(of x: Matrix, among others: Matrix, count: Int, threads: Int) {
    self.init(
      SquaredDistances(from: x, to: others, threads: threads).nearest(count, threads: threads))
  }

  init(count: Int, indices: [Int32], distances: [Float]) {
    self.count = count
    self.indices = indices
    self.distances = distances
  }

  private init(_ found: NearestNeighbours) {
    self.init(
      count: found.count, indices: found.indices.map(Int32.init),
      distances: found.squaredDistances.map { Float($0.squareRoot()) })
  }
}
