internal import Foundation
public import LinearAlgebra
internal import Parallelism
public import Randomness

/// A mixture of k normal distributions, fitted by the EM algorithm (Dempster,
/// Laird & Rubin 1977, doi 10.1111/j.2517-6161.1977.tb01600.x), with the definitions and defaults of
/// scikit-learn 1.9.
///
/// n rows, d columns. Fewer rows than columns are allowed: regularization then fills the directions
/// in which a component has no rows.
public struct GaussianMixture: FittedClustering, Equatable {
  /// What EM begins with.
  public enum Start: String, CaseIterable, Sendable {
    /// The clusters of K-means of one start.
    case kMeans = "kmeans"
    /// Responsibilities drawn uniformly, made to sum to 1 for each row.
    case random
  }

  /// How a mixture is fitted.
  public struct Settings: Sendable, Equatable {
    /// What the covariances have in common.
    public var shape: CovarianceShape
    /// What EM begins with.
    public var start: Start
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
      shape: CovarianceShape = .full, start: Start = .kMeans, starts: Int = 1,
      iterations: Int = 100, tolerance: Double = 1e-3, regularization: Double = 1e-6
    ) {
      precondition(starts >= 1 && iterations >= 1 && tolerance >= 0 && regularization >= 0)
      self.shape = shape
      self.start = start
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

  /// Bayesian information criterion, smaller is better (Schwarz 1978, doi 10.1214/aos/1176344136).
  public var bayesianInformationCriterion: Double {
    -2 * logLikelihood + Double(density.parameters) * log(Double(labels.count))
  }

  /// Akaike's information criterion, smaller is better (Akaike 1974, doi 10.1109/TAC.1974.1100705).
  public var akaikeInformationCriterion: Double {
    -2 * logLikelihood + 2 * Double(density.parameters)
  }

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
    try requireMemory(settings.shape, components: k, dimensions: x.columns)
    var best: GaussianMixture?
    for _ in 0..<settings.starts {
      let responsibilities: [Double]
      switch settings.start {
      case .kMeans:
        let partition = try KMeans.fit(
          x, clusters: k, settings: KMeans.Settings(starts: 1), using: &generator, threads: threads)
        var certain = [Double](repeating: 0, count: x.rows * k)
        for (i, label) in partition.labels.enumerated() { certain[i * k + label] = 1 }
        responsibilities = certain
      case .random:
        responsibilities = (0..<x.rows).flatMap { _ in
          // 1 − u is above 0.
          let row = (0..<k).map { _ in 1 - generator.uniform() }
          let sum = row.reduce(0, +)
          return row.map { $0 / sum }
        }
      }
      let start = try maximization(
        x, responsibilities, components: k, settings, .double, threads)
      let fit = try fit(x, from: start, settings: settings, threads: threads)
      if fit.lowerBound > best?.lowerBound ?? -.infinity { best = fit }
    }
    guard let best else { throw ClusteringError("no start of the mixture has a finite likelihood") }
    return best
  }

  /// Continues from a given mixture, whose covariances have the shape of the settings; see
  /// ``fit(_:clusters:settings:using:threads:)``.
  public static func fit(
    _ x: Matrix, from start: MixtureDensity, settings: Settings = Settings(), threads: Int = 1
  ) throws -> GaussianMixture {
    try requireClusterable(x, clusters: start.components)
    precondition(start.shape == settings.shape, "the covariances have another shape")
    var (density, lowerBound, iteration, converged) = (start, -Double.infinity, 0, false)
    while iteration < settings.iterations && !converged {
      iteration += 1
      let step = density.expectation(x, threads: threads)
      let bound = step.logDensities.reduce(0, +) / Double(x.rows)
      density = try maximization(
        x, step.responsibilities, components: start.components, settings,
        density.precision(for: x), threads)
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

private func requireMemory(
  _ shape: CovarianceShape, components k: Int, dimensions d: Int
) throws(ClusteringError) {
  let bytes = shape.bytes(components: k, dimensions: d)
  guard bytes <= 0x1p32 else {
    throw ClusteringError(
      "\(k) \(shape.rawValue) covariances of \(d) dimensions need about \(Int(bytes / 0x1p30)) GiB "
        + "of memory; at most 4 are allowed: reduce the dimensions first")
  }
}

/// The weights, means and covariances that responsibilities (n, k) imply.
private func maximization(
  _ x: Matrix, _ responsibilities: [Double], components k: Int,
  _ settings: GaussianMixture.Settings, _ precision: ProductPrecision, _ threads: Int
) throws -> MixtureDensity {
  let d = x.columns
  // No component may be without any weight.
  var counts = [Double](repeating: 10 * 0x1p-52, count: k)
  for i in 0..<x.rows {
    for c in 0..<k { counts[c] += responsibilities[i * k + c] }
  }
  let weighted = sums(of: x.rows, tasks: 1, threads) { _, rows in
    x.weightedSums(rows: rows, weights: responsibilities, weightings: k)
  }[0]
  let means = weighted.indices.map { weighted[$0] / counts[$0 / d] }
  let covariances = settings.shape.covariances(
    x, responsibilities, counts: counts, means: means, precision: precision, threads: threads)
  let total = counts.reduce(0, +)
  return try MixtureDensity(
    weights: counts.map { $0 / total }, means: means, shape: settings.shape,
    covariances: covariances, regularization: settings.regularization)
}
