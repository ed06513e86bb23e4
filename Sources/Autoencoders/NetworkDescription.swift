public import NeuralNetwork

/// What an autoencoder is made of, for those who build it again elsewhere.
public struct NetworkDescription: Sendable {
  /// How a network is told the class of a row: by a vector that follows features, what the encoder
  /// makes of them, or latents.
  public struct Condition: Sendable {
    /// Number of classes.
    public let classes: Int
    /// Length of a class's vector.
    public let size: Int
    /// The vectors, (classes, size), where they were learned; else each has a 1 in its own place.
    public let table: Slot?
    /// Whether the vector follows features, at each position of a map.
    public let joinsInput: Bool
    /// Whether the vector follows what the encoder makes of features.
    public let joinsEncoder: Bool
    /// Whether it follows the latents.
    public let joinsDecoder: Bool
  }

  /// How a second set of features is joined to what the encoder gives: see ``FusionSettings``.
  public struct Fusion: Sendable {
    /// What the encoder gives, each column of which becomes a token; a vector is one.
    public let map: MapShape
    /// Gives tokens their width, unless they have it.
    public let projection: Dense?
    /// T, the most tokens of the second set.
    public let tokens: Int
    /// Makes each of the second set's tokens, with layer norm and GELU after it.
    public let second: Dense
    /// That layer norm.
    public let secondNorm: LayerNorm
    /// By which the first set's tokens ask the second's, and the norm of the sum.
    public let asking: (attention: MultiHeadAttention, norm: LayerNorm)
    /// By which the second set's tokens ask the first's, if they do.
    public let answering: (attention: MultiHeadAttention, norm: LayerNorm)?
    /// The layers from latents to the mean of the second set's tokens, if that is reconstructed;
    /// else none.
    public let decoder: [LayerDescription]
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
  /// How a second set of features is joined, if there is one.
  public let fusion: Fusion?
  /// Its clusters, if it has any.
  public let clusters: Clusters?

  /// The shape that features have for convolutions, without a class's vector; `nil` for dense
  /// layers.
  public var map: MapShape? {
    guard case .convolution(_, _, let windows)? = encoder.first else { return nil }
    let told = condition.map { $0.joinsInput ? $0.size : 0 } ?? 0
    return MapShape(
      height: windows.input.height, width: windows.input.width,
      channels: windows.input.channels - told)
  }
}

extension Autoencoder {
  /// What it is made of.
  public var description: NetworkDescription {
    NetworkDescription(
      encoder: encoder.descriptions, head: head, decoder: decoder.descriptions,
      output: output.description, condition: conditioner?.description,
      fusion: fusion?.description,
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
      joinsInput: joins(.input), joinsEncoder: joins(.encoder), joinsDecoder: joins(.decoder))
  }
}

extension Fusion {
  fileprivate var description: NetworkDescription.Fusion {
    NetworkDescription.Fusion(
      map: map, projection: projection, tokens: tokens, second: second, secondNorm: secondNorm,
      asking: (attention, norm), answering: back,
      decoder: decoder.map { $0.hidden.descriptions + [$0.output.description] } ?? [])
  }
}
