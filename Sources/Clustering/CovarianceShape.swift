internal import Foundation
internal import LinearAlgebra
internal import Parallelism

/// What the covariances of a mixture have in common.
public enum CovarianceShape: String, CaseIterable, Sendable {
  /// Nothing: (k, d, d) numbers.
  case full
  /// All are the same: (d, d).
  case tied
  /// No two dimensions vary together: the variances of each component (k, d).
  case diagonal = "diag"
  /// All dimensions of a component vary alike: its variance (k).
  case spherical

  /// How many numbers covariances of k components over d dimensions are.
  func count(components k: Int, dimensions d: Int) -> Int {
    switch self {
    case .full: k * d * d
    case .tied: d * d
    case .diagonal: k * d
    case .spherical: k
    }
  }

  /// How many of them are free.
  func parameters(components k: Int, dimensions d: Int) -> Int {
    switch self {
    case .full: k * d * (d + 1) / 2
    case .tied: d * (d + 1) / 2
    case .diagonal: k * d
    case .spherical: k
    }
  }
}

/// Partial sums of covariances. Fixed, since the order of sums must not depend on the workers.
private let parts = 8

extension CovarianceShape {
  /// Bytes that an estimate works with.
  func bytes(components k: Int, dimensions d: Int) -> Double {
    let square = Double(d) * Double(d) * 8
    return switch self {
    case .full: Double(k) * square * Double(parts + 4)
    case .tied: square * Double(parts + 4)
    case .diagonal, .spherical: Double(k) * Double(d) * 8 * Double(parts + 4)
    }
  }

  /// The covariances of weighted rows about the means of the components, without regularization;
  /// of matrices the lower triangles count.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - responsibilities: Weights (n, k).
  ///   - counts: Sums of the weights (k).
  ///   - means: Weighted means (k, d).
  ///   - precision: What products are computed in.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  func covariances(
    _ x: Matrix, _ responsibilities: [Double], counts: [Double], means: [Double],
    precision: ProductPrecision, threads: Int
  ) -> [Double] {
    let (k, d) = (counts.count, x.columns)
    switch self {
    case .full:
      let scatters = sums(of: x.rows, tasks: k, threads) { c, rows in
        scatter(x, rows, around: Array(means[(c * d)..<((c + 1) * d)]), precision) {
          responsibilities[$0 * k + c]
        }
      }
      return scatters.enumerated().flatMap { c, sum in sum.lazy.map { $0 / counts[c] } }
    case .tied:
      // Σ scatter of components = scatter about the mean of all − scatter of the means.
      let total = counts.reduce(0, +)
      let centre = (0..<d).map { t in
        (0..<k).reduce(0) { $0 + counts[$1] * means[$1 * d + t] } / total
      }
      var sum = sums(of: x.rows, tasks: 1, threads) { _, rows in
        scatter(x, rows, around: centre, precision) { _ in 1 }
      }[0]
      for c in 0..<k {
        for t in 0..<d {
          let first = counts[c] * (means[c * d + t] - centre[t])
          for u in 0...t { sum[t * d + u] -= first * (means[c * d + u] - centre[u]) }
        }
      }
      return sum.map { $0 / total }
    case .diagonal, .spherical:
      let squares = sums(of: x.rows, tasks: 1, threads) { _, rows in
        x.weightedSquares(rows: rows, around: means, weights: responsibilities, weightings: k)
      }[0]
      let variances = squares.indices.map { squares[$0] / counts[$0 / d] }
      guard self == .spherical else { return variances }
      return (0..<k).map { c in variances[(c * d)..<((c + 1) * d)].reduce(0, +) / Double(d) }
    }
  }
}

private func scatter(
  _ x: Matrix, _ rows: Range<Int>, around centre: [Double], _ precision: ProductPrecision,
  weight: (Int) -> Double
) -> [Double] {
  var sum = [Double](repeating: 0, count: x.columns * x.columns)
  x.addScatter(rows: rows, around: centre, precision: precision, weight: weight, to: &sum)
  return sum
}

/// For each task what `part` gives for consecutive parts of n rows, added in order.
func sums(
  of n: Int, tasks: Int, _ threads: Int, _ part: @Sendable (_ task: Int, Range<Int>) -> [Double]
) -> [[Double]] {
  let size = (n + parts - 1) / parts
  let partial = concurrentValues(count: tasks * parts, threads: threads) { index in
    let first = index % parts * size
    return part(index / parts, min(first, n)..<min(first + size, n))
  }
  return (0..<tasks).map { task in
    var sum = partial[task * parts]
    for next in partial[(task * parts + 1)..<((task + 1) * parts)] {
      for t in sum.indices { sum[t] += next[t] }
    }
    return sum
  }
}
