public import Configuration
public import LinearAlgebra
public import Randomness

/// A clustering as a configuration names it, with its settings.
public enum ClusteringMethod: Sendable, Equatable {
  /// See ``KMeans``.
  case kMeans(KMeans.Settings)
  /// See ``MiniBatchKMeans``.
  case miniBatchKMeans(MiniBatchKMeans.Settings)
  /// See ``Ward``.
  case ward
  /// See ``GaussianMixture``.
  case gaussianMixture(GaussianMixture.Settings)
  /// See ``AgglomerativeClustering``.
  case agglomerative(AgglomerativeClustering.Linkage)
  /// See ``DensityClustering``.
  case density(DensityClustering.Settings)
  /// See ``HierarchicalDensityClustering``.
  case hierarchicalDensity(HierarchicalDensityClustering.Settings)
  /// See ``SpectralClustering``.
  case spectral(SpectralClustering.Settings)
  /// The clusters of the model itself; see ``mostProbableClusters(_:)``.
  case model

  /// What each method is called in files.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``KMeans``.
    case kMeans = "kmeans"
    /// ``MiniBatchKMeans``.
    case miniBatchKMeans = "minibatch-kmeans"
    /// ``Ward``.
    case ward
    /// ``GaussianMixture``.
    case gaussianMixture = "gaussian-mixture"
    /// ``AgglomerativeClustering``.
    case agglomerative
    /// ``DensityClustering``.
    case density = "dbscan"
    /// ``HierarchicalDensityClustering``.
    case hierarchicalDensity = "hdbscan"
    /// ``SpectralClustering``.
    case spectral
    /// ``ClusteringMethod/model``.
    case model
  }

  /// Which method it is.
  public var kind: Kind {
    switch self {
    case .kMeans: .kMeans
    case .miniBatchKMeans: .miniBatchKMeans
    case .ward: .ward
    case .gaussianMixture: .gaussianMixture
    case .agglomerative: .agglomerative
    case .density: .density
    case .hierarchicalDensity: .hierarchicalDensity
    case .spectral: .spectral
    case .model: .model
    }
  }

  /// Whether it decides by itself how many clusters there are.
  public var findsCount: Bool {
    switch self {
    case .density, .hierarchicalDensity, .model: true
    case .kMeans, .miniBatchKMeans, .ward, .gaussianMixture, .agglomerative, .spectral: false
    }
  }

  /// Reads `kind` (required) and the settings of that kind, which have scikit-learn's names and, but
  /// for what docs/numerics.md says, its defaults.
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
    case .miniBatchKMeans:
      self = .miniBatchKMeans(
        MiniBatchKMeans.Settings(
          starts: try section.integer("n_init", default: 3, in: positive),
          batch: try section.integer("batch_size", default: 1024, in: 1...1_000_000),
          passes: try section.integer("max_iter", default: 100, in: positive),
          patience: try section.integer("max_no_improvement", default: 10, in: positive),
          reassignment: try section.real("reassignment_ratio", default: 0.01, in: 0...1)))
    case .ward:
      self = .ward
    case .gaussianMixture:
      self = .gaussianMixture(
        GaussianMixture.Settings(
          shape: try section.choice("covariance_type", default: .full),
          start: try section.choice("init_params", default: .kMeans),
          starts: try section.integer("n_init", default: 10, in: positive),
          iterations: try section.integer("max_iter", default: 100, in: positive),
          tolerance: try section.real("tol", default: 1e-3, in: 0...1),
          regularization: try section.real("reg_covar", default: 1e-6, in: 0...1)))
    case .agglomerative:
      self = .agglomerative(try section.choice("linkage", default: .average))
    case .density:
      self = .density(
        DensityClustering.Settings(
          radius: try section.positive("eps", or: "elbow"),
          minimumRows: try section.integer("min_samples", default: 5, in: 1...1000)))
    case .hierarchicalDensity:
      let size = try section.integer("min_cluster_size", default: 5, in: 2...1_000_000)
      self = .hierarchicalDensity(
        HierarchicalDensityClustering.Settings(
          minimumSize: size,
          minimumRows: try section.integer("min_samples", default: size, in: 1...1_000_000)))
    case .spectral:
      let kind: AffinityKind = try section.choice("affinity", default: .nearestNeighbours)
      let affinity: SpectralClustering.Affinity =
        switch kind {
        case .nearestNeighbours:
          .nearestNeighbours(try section.integer("n_neighbors", default: 10, in: 2...1000))
        case .radial: .radial(try section.positive("gamma", or: "scale"))
        }
      self = .spectral(
        SpectralClustering.Settings(
          affinity: affinity, starts: try section.integer("n_init", default: 10, in: positive)))
    case .model:
      self = .model
    }
  }

  /// What affinities are called in files.
  private enum AffinityKind: String, CaseIterable {
    case nearestNeighbours = "nearest_neighbors"
    case radial = "rbf"
  }

  /// Clusters the rows of `x`.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - k: Number of clusters, 1 … n; not looked at where ``findsCount``.
  ///   - generator: Chooses the starts, where there are any.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  /// - Throws: ``ClusteringError``, among others for ``model``, whose clusters are not found in rows.
  public func fit(
    _ x: Matrix, clusters k: Int, using generator: inout Generator, threads: Int
  ) throws -> any FittedClustering {
    switch self {
    case .kMeans(let settings):
      try KMeans.fit(x, clusters: k, settings: settings, using: &generator, threads: threads)
    case .miniBatchKMeans(let settings):
      try MiniBatchKMeans.fit(
        x, clusters: k, settings: settings, using: &generator, threads: threads)
    case .ward:
      try Ward.fit(x, clusters: k, threads: threads)
    case .gaussianMixture(let settings):
      try GaussianMixture.fit(
        x, clusters: k, settings: settings, using: &generator, threads: threads)
    case .agglomerative(let linkage):
      try AgglomerativeClustering.fit(x, clusters: k, linkage: linkage, threads: threads)
    case .density(let settings):
      try DensityClustering.fit(x, settings: settings, threads: threads)
    case .hierarchicalDensity(let settings):
      try HierarchicalDensityClustering.fit(x, settings: settings, threads: threads)
    case .spectral(let settings):
      try SpectralClustering.fit(
        x, clusters: k, settings: settings, using: &generator, threads: threads)
    case .model:
      throw ClusteringError("the clusters of a model are not found in rows, but read from it")
    }
  }
}

extension Section {
  /// A number above 0, or a word, the default, for `nil`.
  fileprivate func positive(_ key: String, or word: String) throws -> Double? {
    let text = try text(key, default: word)
    guard text != word else { return nil }
    guard let value = Double(text), value > 0, value.isFinite else {
      throw error(key, "must be a number above 0, or \(word)")
    }
    return value
  }
}
