public import LinearAlgebra

/// What a clustering of some rows gives: their clusters, and a rule for other rows.
public protocol FittedClustering: Sendable {
  /// How ``assign(_:threads:)`` decides, in words, for artifacts.
  static var assignment: String { get }

  /// The cluster, 0 ..< ``clusters``, of each row it was fitted on.
  var labels: [Int] { get }

  /// Number of clusters asked for, k; some may be empty.
  var clusters: Int { get }

  /// The clusters of any rows.
  ///
  /// - Parameters:
  ///   - rows: (m, d), finite.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  func assign(_ rows: Matrix, threads: Int) -> [Int]
}
