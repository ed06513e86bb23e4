/// What a loss is made of, in the reduction asked for.
public struct Loss: Sendable, Equatable {
  /// The error of the reconstruction.
  public var reconstruction: Double
  /// The Kullback–Leibler divergence of the posterior from the prior, no dimension counting less
  /// than its free bits; 0 without a posterior.
  public var divergence: Double
  /// The Kullback–Leibler divergence of soft clusters from their target; 0 without such clusters.
  public var clustering: Double
  /// The loss of pairs of clips, nats; 0 without them.
  public var contrast: Double
  /// The variance and covariance terms of latents, weighed; 0 without them.
  public var spread: Double
  /// What is minimised: the terms as ``Objective/total(of:rows:)`` weighs them.
  public var total: Double

  /// A loss.
  public init(
    reconstruction: Double = 0, divergence: Double = 0, clustering: Double = 0,
    contrast: Double = 0,
    spread: Double = 0, total: Double = 0
  ) {
    self.reconstruction = reconstruction
    self.divergence = divergence
    self.clustering = clustering
    self.contrast = contrast
    self.spread = spread
    self.total = total
  }
}
