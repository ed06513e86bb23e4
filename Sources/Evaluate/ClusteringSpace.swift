import Configuration
import Projection

/// Where clusters are looked for: among the latents, or in a projection of them.
enum ClusteringSpace: Equatable {
  case latent
  case principalComponents(Int)
  case tsne(TSNE.Settings)
  case umap(UMAP.Settings)

  /// What each is called in files.
  enum Kind: String, CaseIterable {
    case latent
    case pca
    case tsne
    case umap
  }

  var kind: Kind {
    switch self {
    case .latent: .latent
    case .principalComponents: .pca
    case .tsne: .tsne
    case .umap: .umap
    }
  }

  /// Reads `kind` (latent), and for pca `n_components` (16), for tsne `perplexity` (30), for umap
  /// `n_components` (2), `n_neighbors` (15) and `min_dist` (0: groups may be dense).
  init(reading section: Section) throws {
    switch try section.choice("kind", default: Kind.latent) {
    case .latent:
      self = .latent
    case .pca:
      self = .principalComponents(
        try section.integer("n_components", default: 16, in: 1...16_384))
    case .tsne:
      self = .tsne(
        TSNE.Settings(perplexity: try section.real("perplexity", default: 30, in: 1...1000)))
    case .umap:
      self = .umap(
        UMAP.Settings(
          neighbours: try section.integer("n_neighbors", default: 15, in: 2...1000),
          leastDistance: try section.real("min_dist", default: 0, in: 0...1),
          dimensions: try section.integer("n_components", default: 2, in: 1...256)))
    }
  }

  /// What artifacts call it: different for different settings, since separations are only ranked within
  /// one space.
  ///
  /// - Parameter latents: What the latents are, such as "latent mean".
  func name(of latents: String) -> String {
    switch self {
    case .latent: latents
    case .principalComponents(let count): "pca (n_components \(count)) of \(latents)"
    case .tsne(let settings): "tsne (perplexity \(short(settings.perplexity))) of \(latents)"
    case .umap(let settings):
      "umap (n_components \(settings.dimensions), n_neighbors \(settings.neighbours), "
        + "min_dist \(short(settings.leastDistance))) of \(latents)"
    }
  }
}

/// A number without a needless fraction.
private func short(_ value: Double) -> String {
  value == value.rounded() ? String(Int(value)) : String(value)
}
