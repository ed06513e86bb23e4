public import LinearAlgebra

/// What a clustering of some rows gives: their clusters, and a rule for other rows.
public protocol FittedClustering: Sendable {
  /// How ``assign(_:threads:)`` decides, in words, for artifacts.
  static var assignment: String { get }

  /// The cluster, 0 ..< ``clusters``, of each row it was fitted on; −1 for noise.
  var labels: [Int] { get }

  /// Number of clusters asked for, k, of which some may be empty; or found.
  var clusters: Int { get }

  /// The clusters of any rows; −1 for noise.
  ///
  /// - Parameters:
  ///   - rows: (m, d), finite.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  func assign(_ rows: Matrix, threads: Int) -> [Int]
}
