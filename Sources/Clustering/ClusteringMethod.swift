public import Configuration
public import LinearAlgebra
public import Randomness

/// A clustering as a configuration names it, with its settings.
public enum ClusteringMethod: Sendable, Equatable {
  /// See ``KMeans``.
  case kMeans(KMeans.Settings)
  /// See ``Ward``.
  case ward
  /// See ``GaussianMixture``.
  case gaussianMixture(GaussianMixture.Settings)
  /// See ``AgglomerativeClustering``.
  case agglomerative(AgglomerativeClustering.Linkage)
  /// See ``DensityClustering``.
  case density(DensityClustering.Settings)

  /// What each method is called in files.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``KMeans``.
    case kMeans = "kmeans"
    /// ``Ward``.
    case ward
    /// ``GaussianMixture``.
    case gaussianMixture = "gaussian-mixture"
    /// ``AgglomerativeClustering``.
    case agglomerative
    /// ``DensityClustering``.
    case density = "dbscan"
  }

  /// Which method it is.
  public var kind: Kind {
    switch self {
    case .kMeans: .kMeans
    case .ward: .ward
    case .gaussianMixture: .gaussianMixture
    case .agglomerative: .agglomerative
    case .density: .density
    }
  }

  /// Whether it decides by itself how many clusters there are.
  public var findsCount: Bool { kind == .density }

  /// Reads `kind` (required) and the settings of that kind: `n_init` (default 10), and for K-means
  /// `max_iter` (300) and `tol` (1e-4), for mixtures `max_iter` (100), `tol` (1e-3) and `reg_covar`
  /// (1e-6); for agglomerative clusterings `linkage` (average); for DBSCAN `eps` (the word elbow)
  /// and `min_samples` (5). The names are scikit-learn's.
  public init(reading section: Section) throws {
    let kind: Kind = try section.choice("kind")
    let positive = 1...10_000
    switch kind {
    case .kMeans:
      self = .kMeans(
        KMeans.Settings(
          starts: try section.integer("n_init", default: 10, in: positive),
          iterations: try section.integer("max_iter", default: 300, in: positive),
          tolerance: try section.real("tol", default: 1e-4, in: 0...1)))
    case .ward:
      self = .ward
    case .gaussianMixture:
      self = .gaussianMixture(
        GaussianMixture.Settings(
          starts: try section.integer("n_init", default: 10, in: positive),
          iterations: try section.integer("max_iter", default: 100, in: positive),
          tolerance: try section.real("tol", default: 1e-3, in: 0...1),
          regularization: try section.real("reg_covar", default: 1e-6, in: 0...1)))
    case .agglomerative:
      self = .agglomerative(try section.choice("linkage", default: .average))
    case .density:
      let text = try section.text("eps", default: "elbow")
      let radius = Double(text)
      guard text == "elbow" || radius.map({ $0 > 0 && $0.isFinite }) ?? false else {
        throw section.error("eps", "must be a number above 0, or elbow")
      }
      self = .density(
        DensityClustering.Settings(
          radius: radius,
          minimumRows: try section.integer("min_samples", default: 5, in: 1...1000)))
    }
  }

  /// Clusters the rows of `x`.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n; not looked at where ``findsCount``.
  ///   - generator: Chooses the starts; only K-means and mixtures need it.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  public func fit(
    _ x: Matrix, clusters k: Int, using generator: inout Generator, threads: Int
  ) throws -> any FittedClustering {
    switch self {
    case .kMeans(let settings):
      try KMeans.fit(x, clusters: k, settings: settings, using: &generator, threads: threads)
    case .ward:
      try Ward.fit(x, clusters: k)
    case .gaussianMixture(let settings):
      try GaussianMixture.fit(
        x, clusters: k, settings: settings, using: &generator, threads: threads)
    case .agglomerative(let linkage):
      try AgglomerativeClustering.fit(x, clusters: k, linkage: linkage)
    case .density(let settings):
      try DensityClustering.fit(x, settings: settings, threads: threads)
    }
  }
}
