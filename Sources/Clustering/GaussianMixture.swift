internal import Foundation
public import LinearAlgebra
internal import Parallelism
public import Randomness

/// A mixture of k normal distributions with full covariances, fitted by the EM algorithm (Dempster,
/// Laird & Rubin 1977, doi 10.1111/j.2517-6161.1977.tb01600.x) from a K-means clustering, with the
/// definitions and defaults of scikit-learn 1.9.
///
/// n rows, d columns. Fewer rows than columns are allowed: regularization then fills the directions
/// in which a component has no rows.
public struct GaussianMixture: FittedClustering, Equatable {
  /// How a mixture is fitted.
  public struct Settings: Sendable, Equatable {
    /// Independent starts, of which the one with the highest lower bound wins; ≥ 1.
    public var starts: Int
    /// Most EM iterations of one start, ≥ 1.
    public var iterations: Int
    /// Stop when the mean log-likelihood of a row changes by less than this, nats; ≥ 0.
    public var tolerance: Double
    /// Added to the diagonals of the covariances, in squared units of the columns; ≥ 0.
    public var regularization: Double

    /// Takes settings; the defaults are scikit-learn's.
    public init(
      starts: Int = 1, iterations: Int = 100, tolerance: Double = 1e-3,
      regularization: Double = 1e-6
    ) {
      precondition(starts >= 1 && iterations >= 1 && tolerance >= 0 && regularization >= 0)
      self.starts = starts
      self.iterations = iterations
      self.tolerance = tolerance
      self.regularization = regularization
    }
  }

  /// Other rows go to the component that most probably produced them.
  public static let assignment = "most probable component"

  /// The fitted distribution.
  public let density: MixtureDensity
  /// The most probable component of each fitted row (n).
  public let labels: [Int]
  /// Mean log-likelihood of a fitted row before the last maximization step, nats.
  public let lowerBound: Double
  /// Sum of the log-likelihoods of the fitted rows, nats.
  public let logLikelihood: Double
  /// EM iterations of the start that won.
  public let iterations: Int
  /// Whether that start stopped by itself.
  public let converged: Bool

  /// Number of components, k.
  public var clusters: Int { density.components }

  /// Free parameters: means, lower triangles of covariances, and all weights but one.
  public var parameters: Int {
    let (k, d) = (density.components, density.dimensions)
    return k * d * (d + 1) / 2 + k * d + k - 1
  }

  /// Bayesian information criterion, smaller is better (Schwarz 1978, doi 10.1214/aos/1176344136).
  public var bayesianInformationCriterion: Double {
    -2 * logLikelihood + Double(parameters) * log(Double(labels.count))
  }

  /// Akaike's information criterion, smaller is better (Akaike 1974, doi 10.1109/TAC.1974.1100705).
  public var akaikeInformationCriterion: Double { -2 * logLikelihood + 2 * Double(parameters) }

  /// Fits a mixture to the rows of `x`.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of components, 1 … n.
  ///   - settings: Starts, stopping rule and regularization.
  ///   - generator: Chooses the starts.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Throws: ``ClusteringError`` when k > n, a value is not finite, or the covariances would need
  ///   more than 4 GiB.
  public static func fit(
    _ x: Matrix, clusters k: Int, settings: Settings = Settings(),
    using generator: inout Generator, threads: Int = 1
  ) throws -> GaussianMixture {
    try requireClusterable(x, clusters: k)
    try requireMemory(components: k, dimensions: x.columns)
    var best: GaussianMixture?
    for _ in 0..<settings.starts {
      let partition = try KMeans.fit(
        x, clusters: k, settings: KMeans.Settings(starts: 1), using: &generator, threads: threads)
      var certain = [Double](repeating: 0, count: x.rows * k)
      for (i, label) in partition.labels.enumerated() { certain[i * k + label] = 1 }
      let start = try maximization(x, certain, components: k, settings, threads)
      let fit = try fit(x, from: start, settings: settings, threads: threads)
      if fit.lowerBound > best?.lowerBound ?? -.infinity { best = fit }
    }
    guard let best else { throw ClusteringError("no start of the mixture has a finite likelihood") }
    return best
  }

  /// Continues from a given mixture; see ``fit(_:clusters:settings:using:threads:)``.
  public static func fit(
    _ x: Matrix, from start: MixtureDensity, settings: Settings = Settings(), threads: Int = 1
  ) throws -> GaussianMixture {
    try requireClusterable(x, clusters: start.components)
    var (density, lowerBound, iteration, converged) = (start, -Double.infinity, 0, false)
    while iteration < settings.iterations && !converged {
      iteration += 1
      let step = density.expectation(x, threads: threads)
      let bound = step.logDensities.reduce(0, +) / Double(x.rows)
      density = try maximization(
        x, step.responsibilities, components: start.components, settings, threads)
      converged = abs(bound - lowerBound) < settings.tolerance
      lowerBound = bound
    }
    let last = density.expectation(x, threads: threads)
    return GaussianMixture(
      density: density, labels: last.labels, lowerBound: lowerBound,
      logLikelihood: last.logDensities.reduce(0, +), iterations: iteration, converged: converged)
  }

  /// The most probable component of any rows; the lowest number on a tie.
  public func assign(_ rows: Matrix, threads: Int) -> [Int] {
    density.expectation(rows, threads: threads).labels
  }
}

// MARK: - Maximization

/// Partial sums of a covariance. Fixed, since the order of sums must not depend on the workers.
private let parts = 8

private func requireMemory(components k: Int, dimensions d: Int) throws(ClusteringError) {
  let bytes = Double(k) * Double(d) * Double(d) * 8 * Double(parts + 4)
  guard bytes <= 0x1p32 else {
    throw ClusteringError(
      "\(k) full covariances of \(d) dimensions need about \(Int(bytes / 0x1p30)) GiB of memory; "
        + "at most 4 are allowed: reduce the dimensions first")
  }
}

/// The weights, means and covariances that responsibilities (n, k) imply.
private func maximization(
  _ x: Matrix, _ responsibilities: [Double], components k: Int,
  _ settings: GaussianMixture.Settings, _ threads: Int
) throws -> MixtureDensity {
  let (n, d) = (x.rows, x.columns)
  // No component may be without any weight.
  var counts = [Double](repeating: 10 * 0x1p-52, count: k)
  var means = [Double](repeating: 0, count: k * d)
  for i in 0..<n {
    for c in 0..<k { counts[c] += responsibilities[i * k + c] }
  }
  let sums = try concurrentMap(count: k, threads: threads) { c in
    var sum = [Double](repeating: 0, count: d)
    for i in 0..<n {
      let r = responsibilities[i * k + c]
      for t in 0..<d { sum[t] += r * Double(x.elements[i * d + t]) }
    }
    return sum
  }
  for c in 0..<k {
    for t in 0..<d { means[c * d + t] = sums[c][t] / counts[c] }
  }

  let rowsPerPart = (n + parts - 1) / parts
  let scatters = try concurrentMap(count: k * parts, threads: threads) { [means] task in
    let (c, part) = (task / parts, task % parts)
    let rows = min(part * rowsPerPart, n)..<min((part + 1) * rowsPerPart, n)
    return scatter(x, rows, around: Array(means[(c * d)..<((c + 1) * d)])) {
      responsibilities[$0 * k + c]
    }
  }
  var covariances: [Double] = []
  for c in 0..<k {
    var sum = scatters[c * parts]
    for part in 1..<parts {
      for t in sum.indices { sum[t] += scatters[c * parts + part][t] }
    }
    covariances += sum.lazy.map { $0 / counts[c] }
  }
  let total = counts.reduce(0, +)
  return try MixtureDensity(
    weights: counts.map { $0 / total }, means: means, covariances: covariances,
    regularization: settings.regularization)
}

/// Σ weight·(x − centre)·(x − centre)ᵀ over some rows (d, d), lower triangle.
private func scatter(
  _ x: Matrix, _ rows: Range<Int>, around centre: [Double], weight: (Int) -> Double
) -> [Double] {
  let d = x.columns
  var result = [Double](repeating: 0, count: d * d)
  let size = rowsPerBlock(columns: d)
  for first in stride(from: rows.lowerBound, to: rows.upperBound, by: size) {
    let block = first..<min(first + size, rows.upperBound)
    var scaled: [Double] = []
    scaled.reserveCapacity(block.count * d)
    for i in block {
      let root = weight(i).squareRoot()
      for t in 0..<d { scaled.append(root * (Double(x.elements[i * d + t]) - centre[t])) }
    }
    addGramMatrix(of: scaled, .transposed, rows: block.count, columns: d, into: &result)
  }
  return result
}
