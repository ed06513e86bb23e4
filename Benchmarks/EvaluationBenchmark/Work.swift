import ClusterMetrics
import Clustering
import Configuration
import LinearAlgebra
import Projection
import Randomness

/// A piece of work, as a file describes it.
enum Work {
  /// A clustering into `k` clusters; its labels come out.
  case clustering(ClusteringMethod, k: Int)
  /// 128 principal components from a sample of directions; their variances come out.
  case components
  /// A map in the plane; its coordinates come out.
  case map(Map)
  /// The mean silhouette of eight clusters, in turn.
  case silhouette
  /// EM from the first k rows, equal weights and unit covariances, without stopping.
  case mixtureSteps(k: Int, count: Int)

  /// The maps there are.
  enum Map: String, CaseIterable {
    case tsne
    case umap
  }

  /// Reads `k`, and a clustering as evaluation.yaml has it under `clustering`, or `mixture_steps`; or
  /// `map`, `components` or `silhouette`.
  init(reading section: Section) throws {
    let k = try section.integer("k", default: 4, in: 1...100_000)
    if section.has("map") {
      self = .map(try section.choice("map"))
    } else if try section.flag("components", default: false) {
      self = .components
    } else if try section.flag("silhouette", default: false) {
      self = .silhouette
    } else if section.has("mixture_steps") {
      self = .mixtureSteps(k: k, count: try section.integer("mixture_steps", in: 1...1000))
    } else {
      self = .clustering(try ClusteringMethod(reading: section.section("clustering")), k: k)
    }
  }

  func run(_ x: Matrix, threads: Int) throws -> [Double] {
    switch self {
    case .clustering(let method, let k):
      var generator = Generator(seed: 0)
      return try method.fit(x, clusters: k, using: &generator, threads: threads)
        .labels.map(Double.init)
    case .components:
      var generator = Generator(seed: 0)
      return try PrincipalComponents(
        sampling: x, components: 128, using: &generator, threads: threads
      ).explainedVariance
    case .map(let map):
      var generator = Generator(seed: 0)
      let coordinates =
        switch map {
        case .tsne: try TSNE.fit(x, using: &generator, threads: threads).coordinates
        case .umap: try UMAP.fit(x, using: &generator, threads: threads).coordinates
        }
      return coordinates.elements.map(Double.init)
    case .silhouette:
      let clusters = (0..<x.rows).map { $0 % 8 }
      return [InternalMetric.silhouette.score(x, clusters: clusters, threads: threads)]
    case .mixtureSteps(let k, let count):
      let d = x.columns
      let identity = (0..<d * d).map { $0 / d == $0 % d ? 1.0 : 0.0 }
      let start = try MixtureDensity(
        weights: Array(repeating: 1 / Double(k), count: k),
        means: x.elements.prefix(k * d).map { Double($0) },
        covariances: (0..<k).flatMap { _ in identity })
      let fit = try GaussianMixture.fit(
        x, from: start, settings: .init(iterations: count, tolerance: 0), threads: threads)
      return [fit.lowerBound]
    }
  }
}
