public import NeuralNetwork

/// What an autoencoder is made of, for those who build it again elsewhere.
public struct NetworkDescription: Sendable {
  /// How a network is told the class of a row: by a vector that follows what the encoder makes of
  /// features, or latents.
  public struct Condition: Sendable {
    /// Number of classes.
    public let classes: Int
    /// Length of a class's vector.
    public let size: Int
    /// The vectors, (classes, size), where they were learned; else each has a 1 in its own place.
    public let table: Slot?
    /// Whether the vector follows what the encoder makes of features.
    public let joinsEncoder: Bool
    /// Whether it follows the latents.
    public let joinsDecoder: Bool
  }

  /// How the probability of latents to be of each cluster follows from them.
  public enum Clusters: Sendable {
    /// See ``MixturePrior``.
    case mixture(MixturePrior)
    /// See ``StudentClusters``.
    case centres(StudentClusters)
  }

  /// The hidden layers before the head.
  public let encoder: [LayerDescription]
  /// Gives latents, or μ and then log σ².
  public let head: Dense
  /// The hidden layers after the latents.
  public let decoder: [LayerDescription]
  /// Gives features.
  public let output: LayerDescription
  /// How it is told a class, if it is.
  public let condition: Condition?
  /// Its clusters, if it has any.
  public let clusters: Clusters?

  /// The shape that features have for convolutions; `nil` for dense layers.
  public var map: MapShape? {
    guard case .convolution(_, _, let windows)? = encoder.first else { return nil }
    return windows.input
  }
}

extension Autoencoder {
  /// What it is made of.
  public var description: NetworkDescription {
    NetworkDescription(
      encoder: encoder.descriptions, head: head, decoder: decoder.descriptions,
      output: output.description, condition: conditioner?.description,
      clusters: clusters.map {
        switch $0 {
        case .mixture(let prior): .mixture(prior)
        case .centres(let centres): .centres(centres)
        }
      })
  }
}

extension Conditioner {
  fileprivate var description: NetworkDescription.Condition {
    NetworkDescription.Condition(
      classes: embedding?.weight.rows ?? size, size: size, table: embedding?.weight,
      joinsEncoder: joins(.encoder), joinsDecoder: joins(.decoder))
  }
}
