import ClusterMetrics
import Clustering
import Foundation
import LinearAlgebra
import Randomness

/// Data sets that are drawn to compare with, for the gap; and pairs of samples, for stability.
private let (references, pairsOfSamples) = (10, 10)

extension ClusterCount.Criterion {
  /// The number of clusters that suits rows best; labels are not looked at.
  ///
  /// - silhouette: the largest mean silhouette (Rousseeuw 1987, doi 10.1016/0377-0427(87)90125-7).
  /// - bic: the least BIC of a Gaussian mixture (Schwarz 1978, doi 10.1214/aos/1176344136).
  /// - gap: the least k whose gap to uniform data is at least that of k + 1 less its standard error, by
  ///   the inertia of K-means (Tibshirani, Walther & Hastie 2001, doi 10.1111/1467-9868.00293); the
  ///   uniform data fill the box of the rows along their columns.
  /// - stability: the largest mean adjusted Rand index of clusterings of two samples of four fifths of
  ///   the rows, on those that both have (Ben-Hur, Elisseeff & Guyon 2002). It likes few clusters.
  ///
  /// - Parameters:
  ///   - method: The clustering; one that needs a number of clusters.
  ///   - x: The rows that it is to be fitted to (n, d).
  ///   - range: The numbers to choose among, ≥ 2; those beyond n − 1 are not.
  ///   - generator: Chooses starts and samples.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Returns: The least of equally good ones; the least of the range where it has none below n, without
  ///   any value tried.
  func choose(
    among range: ClosedRange<Int>, for method: ClusteringMethod, _ x: Matrix,
    using generator: inout Generator, threads: Int
  ) throws -> (k: Int, tried: [(k: Int, value: Double)]) {
    let candidates = Array(
      range.lowerBound...max(range.lowerBound, min(range.upperBound, x.rows - 1)))
    guard candidates[0] < x.rows, candidates.count > 1 else { return (candidates[0], []) }
    if self == .gap {
      return try leastByGap(candidates, x, using: &generator, threads: threads)
    }
    var best = (k: candidates[0], value: -Double.infinity)
    var tried: [(k: Int, value: Double)] = []
    for k in candidates {
      let value: Double
      switch self {
      case .silhouette:
        let labels = try method.fit(x, clusters: k, using: &generator, threads: threads).labels
        value = InternalMetric.silhouette.score(x, clusters: labels, threads: threads)
      case .bic:
        let settings =
          if case .gaussianMixture(let own) = method { own } else { GaussianMixture.Settings() }
        value =
          try GaussianMixture.fit(
            x, clusters: k, settings: settings, using: &generator, threads: threads
          ).bayesianInformationCriterion
      case .gap, .stability:
        value = try agreementOfSamples(method, k, x, using: &generator, threads: threads)
      }
      tried.append((k, value))
      let merit = self == .bic ? -value : value
      if merit > best.value { best = (k, merit) }
    }
    return (best.k, tried)
  }
}

private func leastByGap(
  _ candidates: [Int], _ x: Matrix, using generator: inout Generator, threads: Int
) throws -> (k: Int, tried: [(k: Int, value: Double)]) {
  var columns: [(low: Float, high: Float)] = []
  for t in 0..<x.columns {
    let column = (0..<x.rows).map { x[$0, t] }
    columns.append((column.min() ?? 0, column.max() ?? 0))
  }
  let uniform = (0..<references).map { _ in
    Matrix(
      rows: x.rows, columns: x.columns,
      elements: (0..<x.elements.count).map {
        let (low, high) = columns[$0 % x.columns]
        return low + Float(generator.uniform()) * (high - low)
      })
  }
  func logInertia(_ rows: Matrix, _ k: Int) throws -> Double {
    let inertia = try KMeans.fit(rows, clusters: k, using: &generator, threads: threads).inertia
    return log(max(inertia, .leastNormalMagnitude))
  }
  var tried: [(k: Int, value: Double)] = []
  for k in candidates {
    let logs = try uniform.map { try logInertia($0, k) }
    let mean = logs.reduce(0, +) / Double(references)
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(references)
    let error = (variance * (1 + 1 / Double(references))).squareRoot()
    let gap = mean - (try logInertia(x, k))
    let previous = tried.last
    tried.append((k, gap))
    if let previous, previous.value >= gap - error { return (previous.k, tried) }
  }
  return (candidates[candidates.count - 1], tried)
}

/// The mean adjusted Rand index of clusterings of samples.
private func agreementOfSamples(
  _ method: ClusteringMethod, _ k: Int, _ x: Matrix, using generator: inout Generator,
  threads: Int
) throws -> Double {
  let size = max(k, x.rows * 4 / 5)
  var sum = 0.0
  for _ in 0..<pairsOfSamples {
    var clusterings: [[Int: Int]] = []
    for _ in 0..<2 {
      var order = Array(0..<x.rows)
      generator.shuffle(&order)
      let rows = order.prefix(size).sorted()
      let labels = try method.fit(
        x.gathering(rows: rows), clusters: k, using: &generator, threads: threads
      ).labels
      clusterings.append(Dictionary(uniqueKeysWithValues: zip(rows, labels)))
    }
    let common = (0..<x.rows).filter { clusterings[0][$0] != nil && clusterings[1][$0] != nil }
    sum += ExternalMetric.adjustedRandIndex.score(
      ContingencyTable(
        classes: common.compactMap { clusterings[0][$0] },
        clusters: common.compactMap { clusterings[1][$0] }))
  }
  return sum / Double(pairsOfSamples)
}
