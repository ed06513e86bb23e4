internal import Foundation
public import LinearAlgebra
internal import Parallelism

/// A weighted sum of k normal densities over d dimensions.
///
/// Everything is in `Double`, but for products of many rows with covariances that are far from
/// singular; densities are summed by their logarithms, so that none vanishes.
public struct MixtureDensity: Sendable, Equatable {
  /// Share of each component (k), summing to 1.
  public let weights: [Double]
  /// Means (k, d).
  public let means: [Double]
  /// What the covariances have in common.
  public let shape: CovarianceShape
  /// Covariances, regularization included; see ``CovarianceShape`` for how many numbers.
  public let covariances: [Double]
  /// The largest number that was added to a diagonal of a covariance.
  public let regularization: Double

  /// L⁻¹ of covariances L·Lᵀ: of each component (d, d), or one for all; for diagonal and spherical
  /// covariances 1/deviation (d).
  private let whitening: [[Double]]
  /// ln weight − ½·d·ln 2π − ln det L of each component (k).
  private let offsets: [Double]
  /// Whether no covariance is near to singular: the mean eigenvalue of each times the mean of the
  /// inverse eigenvalues is at most 100.
  private let isWellConditioned: Bool

  /// Number of components, k.
  public var components: Int { weights.count }
  /// Number of dimensions, d.
  public var dimensions: Int { means.count / weights.count }

  /// Free parameters: means, covariances, and all weights but one.
  public var parameters: Int {
    shape.parameters(components: components, dimensions: dimensions) + means.count + components - 1
  }

  /// Wraps the parameters of a mixture.
  ///
  /// A covariance that is not positive definite is regularized: `regularization` is added to its
  /// diagonal, then ten times as much, and so on until it is.
  ///
  /// - Parameters:
  ///   - weights: (k), positive, summing to 1; k ≥ 1.
  ///   - means: (k, d).
  ///   - shape: What the covariances have in common.
  ///   - covariances: As many numbers as the shape says; of matrices only lower triangles are read.
  ///   - regularization: Added to all diagonals in any case, ≥ 0.
  /// - Throws: ``ClusteringError`` when a covariance is not finite or cannot be mended.
  public init(
    weights: [Double], means: [Double], shape: CovarianceShape = .full, covariances: [Double],
    regularization: Double = 0
  ) throws {
    let (k, d) = (weights.count, means.count / weights.count)
    precondition(means.count == k * d, "d means a component")
    precondition(
      covariances.count == shape.count(components: k, dimensions: d), "shapes do not fit")
    var (regular, whitening, logDeterminants) = ([Double](), [[Double]](), [Double]())
    var largest = regularization
    let pieces = shape == .tied ? 1 : k
    let size = covariances.count / pieces
    for piece in 0..<pieces {
      let covariance = Array(covariances[(piece * size)..<((piece + 1) * size)])
      let one =
        switch shape {
        case .full, .tied:
          try inverted(covariance, order: d, component: piece, regularization: regularization)
        case .diagonal, .spherical:
          try inverted(variances: covariance, component: piece, regularization: regularization)
        }
      regular += one.covariance
      whitening.append(
        shape == .spherical ? Array(repeating: one.whitening[0], count: d) : one.whitening)
      logDeterminants.append(
        shape == .spherical ? Double(d) * one.logDeterminant : one.logDeterminant)
      largest = max(largest, one.added)
    }
    self.weights = weights
    self.means = means
    self.shape = shape
    self.covariances = regular
    self.regularization = largest
    self.whitening = whitening
    isWellConditioned = (0..<pieces).allSatisfy { piece in
      guard shape == .full || shape == .tied else { return true }
      let trace = (0..<d).reduce(0) { $0 + regular[piece * d * d + $1 * (d + 1)] }
      let inverseTrace = whitening[piece].reduce(0) { $0 + $1 * $1 }
      return trace * inverseTrace <= 100 * Double(d * d)
    }
    offsets = (0..<k).map {
      log(weights[$0]) - 0.5 * Double(d) * log(2 * .pi) - logDeterminants[$0 % pieces]
    }
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

  /// What products with rows are computed in: `Float` only where there are many and it cannot matter.
  func precision(for x: Matrix) -> ProductPrecision {
    isWellConditioned && x.elements.count > 1 << 20 ? .single : .double
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
        for (i, distance) in squaredDistances(x, rows, component: c).enumerated() {
          chunk[i * (k + 1) + c] = offsets[c] - 0.5 * distance
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
    var responsibilities = [Double](repeating: 0, count: x.rows * k)
    for i in 0..<x.rows {
      for c in 0..<k { responsibilities[i * k + c] = values[i * (k + 1) + c] }
    }
    return Expectation(
      logDensities: (0..<x.rows).map { values[$0 * (k + 1) + k] },
      responsibilities: responsibilities)
  }

  /// Squared Mahalanobis distances of some rows from a component.
  private func squaredDistances(_ x: Matrix, _ rows: Range<Int>, component c: Int) -> [Double] {
    let d = dimensions
    let mean = Array(means[(c * d)..<((c + 1) * d)])
    switch shape {
    case .full, .tied:
      return x.squaredMahalanobis(
        rows: rows, from: mean, whitening: whitening[shape == .tied ? 0 : c],
        precision: precision(for: x))
    case .diagonal, .spherical:
      let scales = whitening[c]
      return rows.map { i in
        var sum = 0.0
        for t in 0..<d {
          let scaled = scales[t] * (Double(x.elements[i * d + t]) - mean[t])
          sum += scaled * scaled
        }
        return sum
      }
    }
  }
}

/// A covariance with as much regularization as it takes, and what follows from it.
private typealias Inverted = (
  covariance: [Double], whitening: [Double], logDeterminant: Double, added: Double
)

/// Of a matrix (d, d): L⁻¹ and ln det L of its Cholesky factor L.
private func inverted(
  _ covariance: [Double], order d: Int, component: Int, regularization: Double
) throws -> Inverted {
  guard covariance.allSatisfy({ $0.isFinite }) else { throw unusable(component) }
  var added = regularization
  while added <= 1e30 {
    var regular = covariance
    for t in 0..<d {
      regular[t * d + t] += added
      for u in 0..<t { regular[u * d + t] = regular[t * d + u] }
    }
    do {
      let factor = try choleskyFactor(regular, order: d)
      return (
        regular, invertedLowerTriangle(factor, order: d),
        (0..<d).reduce(0) { $0 + log(factor[$1 * d + $1]) }, added
      )
    } catch LinearAlgebraError.notPositiveDefinite {
      added = max(added * 10, 1e-12)
    }
  }
  throw unusable(component)
}

/// Of variances that stand for a diagonal: 1/deviation and the sum of their logarithms.
private func inverted(
  variances: [Double], component: Int, regularization: Double
) throws -> Inverted {
  guard variances.allSatisfy({ $0.isFinite }) else { throw unusable(component) }
  var added = regularization
  while !variances.allSatisfy({ $0 + added > 0 }) && added <= 1e30 {
    added = max(added * 10, 1e-12)
  }
  let regular = variances.map { $0 + added }
  guard regular.allSatisfy({ $0 > 0 }) else { throw unusable(component) }
  return (
    regular, regular.map { 1 / $0.squareRoot() }, regular.reduce(0) { $0 + 0.5 * log($1) }, added
  )
}

private func unusable(_ component: Int) -> ClusteringError {
  ClusteringError(
    "the covariance of component \(component + 1) of the mixture cannot be inverted; "
      + "standardise the columns")
}
