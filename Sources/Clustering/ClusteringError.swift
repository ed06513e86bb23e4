internal import LinearAlgebra

/// Why rows cannot be clustered, in one sentence.
public struct ClusteringError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// Largest magnitude of a value: beyond it, sums of squares in `Float` would overflow.
private let largestMagnitude: Float = 1e15

/// Refuses what no clustering can take: fewer rows than clusters, rows without columns, and values
/// that are not finite or larger than 1e15.
func requireClusterable(_ x: Matrix, clusters k: Int) throws(ClusteringError) {
  precondition(k >= 1)
  guard k <= x.rows else {
    throw ClusteringError(
      "\(k) clusters were asked of \(x.rows) rows; there can be at most one for each row")
  }
  guard x.columns > 0 else { throw ClusteringError("rows without columns cannot be clustered") }
  if let index = x.elements.firstIndex(where: { !(abs($0) <= largestMagnitude) }) {
    throw ClusteringError(
      "row \(index / x.columns + 1) of \(x.rows) holds \(x.elements[index]); "
        + "only numbers of at most 1e15 can be clustered")
  }
}
