internal import Configuration

/// The clusters that a network draws its latents to.
public struct ClusterSettings: Sendable, Equatable {
  /// What they are.
  public enum Kind: Sendable, Equatable {
    /// Components of the prior; see ``MixturePrior``.
    case mixture
    /// Centres; see ``StudentClusters``.
    case centres
  }

  /// What latents are clustered by at first.
  public enum Start: String, CaseIterable, Sendable {
    /// K-means.
    case kMeans = "kmeans"
    /// A mixture of normal distributions with full covariances.
    case gaussianMixture = "gaussian-mixture"
  }

  /// What they are.
  public let kind: Kind
  /// K, ≥ 2.
  public let count: Int
  /// What latents are clustered by at first.
  public let start: Start
  /// How often that is tried; the best is taken.
  public let starts: Int

  /// Clusters.
  public init(_ kind: Kind, count: Int, start: Start = .kMeans, starts: Int = 20) {
    precondition(count >= 2 && starts >= 1)
    self.kind = kind
    self.count = count
    self.start = start
    self.starts = starts
  }

  /// Reads the section `clusters`.
  init(_ section: Section, _ model: ModelSettings.Kind) throws {
    self.init(
      model == .vade ? .mixture : .centres,
      count: try section.integer("count", in: 2...10_000),
      start: try section.choice("start", default: .kMeans),
      starts: try section.integer("n_init", default: 20, in: 1...10_000))
  }
}
