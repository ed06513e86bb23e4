internal import Foundation
public import LinearAlgebra
internal import Parallelism

/// A weighted sum of k normal densities over d dimensions, each with its own full covariance.
///
/// Everything is in `Double`; densities are summed by their logarithms, so that none vanishes.
public struct MixtureDensity: Sendable, Equatable {
  /// Share of each component (k), summing to 1.
  public let weights: [Double]
  /// Means (k, d).
  public let means: [Double]
  /// Covariances (k, d, d), regularization included.
  public let covariances: [Double]
  /// The largest number that was added to a diagonal of a covariance.
  public let regularization: Double

  /// L⁻¹ of each covariance L·Lᵀ (k, d, d).
  private let whitening: [[Double]]
  /// ln weight − ½·d·ln 2π − ln det L of each component (k).
  private let offsets: [Double]

  /// Number of components, k.
  public var components: Int { weights.count }
  /// Number of dimensions, d.
  public var dimensions: Int { means.count / weights.count }

  /// Wraps the parameters of a mixture.
  ///
  /// A covariance that is not positive definite is regularized: `regularization` is added to its
  /// diagonal, then ten times as much, and so on until it is.
  ///
  /// - Parameters:
  ///   - weights: (k), positive, summing to 1; k ≥ 1.
  ///   - means: (k, d).
  ///   - covariances: (k, d, d), symmetric; only lower triangles are read.
  ///   - regularization: Added to all diagonals in any case, ≥ 0.
  /// - Throws: ``ClusteringError`` when a covariance is not finite or cannot be mended.
  public init(
    weights: [Double], means: [Double], covariances: [Double], regularization: Double = 0
  ) throws {
    let d = means.count / weights.count
    precondition(means.count == weights.count * d && covariances.count == means.count * d)
    var (regular, whitening, offsets) = (covariances, [[Double]](), [Double]())
    var largest = regularization
    for c in weights.indices {
      let block = (c * d * d)..<((c + 1) * d * d)
      let (covariance, factor, added) = try factored(
        Array(covariances[block]), order: d, component: c, regularization: regularization)
      regular.replaceSubrange(block, with: covariance)
      largest = max(largest, added)
      whitening.append(invertedLowerTriangle(factor, order: d))
      let logDeterminant = (0..<d).reduce(0) { $0 + log(factor[$1 * d + $1]) }
      offsets.append(log(weights[c]) - 0.5 * Double(d) * log(2 * .pi) - logDeterminant)
    }
    self.weights = weights
    self.means = means
    self.covariances = regular
    self.regularization = largest
    self.whitening = whitening
    self.offsets = offsets
  }

  /// How probable rows are, and which component they came from.
  public struct Expectation: Sendable, Equatable {
    /// ln p(x) of each row, nats (n).
    public let logDensities: [Double]
    /// Probability of each component given the row (n, k); rows sum to 1.
    public let responsibilities: [Double]

    /// The most probable component of each row (n); the lowest number on a tie.
    public var labels: [Int] {
      let k = logDensities.isEmpty ? 0 : responsibilities.count / logDensities.count
      return logDensities.indices.map { i in
        (0..<k).reduce(0) {
          responsibilities[i * k + $1] > responsibilities[i * k + $0] ? $1 : $0
        }
      }
    }
  }

  /// The expectation step of the EM algorithm.
  ///
  /// - Parameters:
  ///   - x: (n, d), finite.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  public func expectation(_ x: Matrix, threads: Int = 1) -> Expectation {
    precondition(x.columns == dimensions, "rows have another number of columns")
    let (k, size) = (components, rowsPerBlock(columns: x.columns))
    // k logarithms of joint densities a row, and their sum.
    var values = [Double](repeating: 0, count: x.rows * (k + 1))
    values.withConcurrentChunks(of: size * (k + 1), threads: threads) { block, chunk in
      let rows = (block * size)..<(block * size + chunk.count / (k + 1))
      for c in 0..<k {
        for (i, value) in logJoint(x, rows, component: c).enumerated() {
          chunk[i * (k + 1) + c] = value
        }
      }
      for i in 0..<rows.count {
        let base = i * (k + 1)
        var largest = -Double.infinity
        for c in 0..<k { largest = max(largest, chunk[base + c]) }
        var sum = 0.0
        for c in 0..<k { sum += exp(chunk[base + c] - largest) }
        let total = largest + log(sum)
        for c in 0..<k { chunk[base + c] = exp(chunk[base + c] - total) }
        chunk[base + k] = total
      }
    }
    var (densities, responsibilities) = ([Double](), [Double]())
    for i in 0..<x.rows {
      responsibilities += values[(i * (k + 1))..<(i * (k + 1) + k)]
      densities.append(values[i * (k + 1) + k])
    }
    return Expectation(logDensities: densities, responsibilities: responsibilities)
  }

  /// ln(weight · N(x; mean, covariance)) of some rows.
  private func logJoint(_ x: Matrix, _ rows: Range<Int>, component c: Int) -> [Double] {
    let d = dimensions
    var centred: [Double] = []
    centred.reserveCapacity(rows.count * d)
    for i in rows {
      for t in 0..<d { centred.append(Double(x.elements[i * d + t]) - means[c * d + t]) }
    }
    let white = product(
      centred, whitening[c], .transposed, rows: rows.count, columns: d, terms: d)
    return (0..<rows.count).map { i in
      var sum = 0.0
      for t in (i * d)..<((i + 1) * d) { sum += white[t] * white[t] }
      return offsets[c] - 0.5 * sum
    }
  }
}

/// The Cholesky factor of a covariance with as much regularization as it takes.
private func factored(
  _ covariance: [Double], order d: Int, component: Int, regularization: Double
) throws -> (covariance: [Double], factor: [Double], added: Double) {
  guard covariance.allSatisfy({ $0.isFinite }) else { throw unusable(component) }
  var added = regularization
  while added <= 1e30 {
    var regular = covariance
    for t in 0..<d {
      regular[t * d + t] += added
      for u in 0..<t { regular[u * d + t] = regular[t * d + u] }
    }
    do {
      return (regular, try choleskyFactor(regular, order: d), added)
    } catch LinearAlgebraError.notPositiveDefinite {
      added = max(added * 10, 1e-12)
    }
  }
  throw unusable(component)
}

private func unusable(_ component: Int) -> ClusteringError {
  ClusteringError(
    "the covariance of component \(component + 1) of the mixture cannot be inverted; "
      + "standardise the columns")
}
