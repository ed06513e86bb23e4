public import Configuration

/// What a model file of an experiment says, models/F/M.yaml.
public struct ModelSettings: Sendable, Equatable {
  /// The models there are.
  public enum Kind: String, CaseIterable, Sendable {
    /// The standardised features themselves.
    case raw
    /// Principal components.
    case pca
    /// Normal deviates, which know nothing: what scores come to by chance.
    case random
    /// What the catalogue says of songs, without any sound.
    case metadata
    /// An autoencoder without a posterior.
    case autoencoder
    /// A variational autoencoder of dense layers.
    case basicVAE = "basic-vae"
    /// A variational autoencoder of convolutions in two dimensions.
    case convVAE = "conv-vae"
    /// As conv-vae, with a divergence that counts four times.
    case betaVAE = "beta-vae"
    /// A variational autoencoder of convolutions in one dimension.
    case conv1dVAE = "conv1d-vae"
    /// A variational autoencoder that is told a label.
    case conditionalVAE = "cvae"
    /// A variational autoencoder of two feature sets.
    case multimodalVAE = "multimodal-vae"
    /// A variational autoencoder whose prior is a mixture.
    case vade
    /// An autoencoder whose latents are drawn to centres, and nothing else.
    case dec
    /// As dec, while it goes on reconstructing.
    case idec
    /// An encoder that learns which clips are of one song.
    case contrastive
    /// The clusters of other models together.
    case consensus

    /// Whether its latents are drawn from a posterior.
    var isVariational: Bool {
      switch self {
      case .basicVAE, .convVAE, .betaVAE, .conv1dVAE, .conditionalVAE, .multimodalVAE, .vade:
        true
      case .raw, .pca, .random, .metadata, .autoencoder, .dec, .idec, .contrastive, .consensus:
        false
      }
    }

    /// Whether it is a network, which is trained.
    public var isNetwork: Bool {
      switch self {
      case .raw, .pca, .random, .metadata, .consensus: false
      default: true
      }
    }

    /// Whether its latents are drawn to clusters.
    var hasClusters: Bool { self == .vade || self == .dec || self == .idec }
  }

  /// How principal components are found.
  public enum Solver: String, CaseIterable, Sendable {
    /// All digits.
    case exact
    /// From a sample of directions: faster where there are many features, variances a little too small.
    case randomized
  }

  /// Other models that must be fitted before, as "F/M" within the experiment.
  public var members: [String] {
    if case .consensus(let consensus) = model { consensus.members } else { medianOf }
  }

  /// Whether two feature sets stay apart; else they are joined side by side.
  public var keepsSetsApart: Bool { kind == .multimodalVAE }

  /// What is fitted after standardisation.
  public enum Model: Sendable, Equatable {
    /// Nothing.
    case raw
    /// This many principal components, of variance 1 each if they are whitened.
    case principalComponents(Int, Solver, whitens: Bool)
    /// So many normal deviates.
    case random(Int)
    /// These columns of the songs.
    case metadata([String])
    /// What other models agree about.
    case consensus(ConsensusSettings)
    /// A network.
    case network(Architecture, ObjectiveSettings, TrainingSettings)
  }

  /// Its name.
  public let kind: Kind
  /// What is done to features first.
  public let standardization: Standardization.Kind
  /// What each of two feature sets counts that are joined side by side, after standardising.
  public let weights: [Double]
  /// Clips whose reconstructions are kept, of a network.
  public let reconstructions: Int
  /// The models that a network must keep up with, as "F/M" within the experiment.
  private let medianOf: [String]
  /// The model.
  public let model: Model

  /// Reads a model file.
  public init(_ section: Section) throws {
    kind = try section.choice("kind")
    let readsFeatures = ![.random, .metadata, .consensus].contains(kind)
    standardization =
      readsFeatures ? try section.choice("standardize", default: .feature) : .none
    // Most models have one set: the key is theirs who name two.
    weights =
      readsFeatures && kind != .multimodalVAE && section.has("weights")
      ? try section.reals("weights", in: 0...1e6) : [1, 1]
    guard weights.count == 2 else {
      throw section.error("weights", "must be two numbers, one for each feature set")
    }
    guard weights == [1, 1] || standardization == .feature else {
      throw section.error("weights", "need standardize: feature")
    }
    reconstructions =
      kind.isNetwork
      ? try section.integer(
        "reconstructions", default: kind == .contrastive ? 0 : 4, in: 0...1000) : 0
    medianOf =
      kind.isNetwork && section.has("median_of") ? try section.modelNames("median_of") : []
    switch kind {
    case .raw:
      model = .raw
    case .pca:
      model = .principalComponents(
        try section.integer("components", default: 128, in: 1...16_384),
        try section.choice("solver", default: .exact),
        whitens: try section.flag("whiten", default: false))
    case .random:
      model = .random(try section.integer("latent", default: 128, in: 1...16_384))
    case .metadata:
      let columns = try section.texts("columns")
      guard !columns.isEmpty else {
        throw section.error("columns", "must list at least one, such as artist")
      }
      model = .metadata(columns)
    case .consensus:
      model = .consensus(try ConsensusSettings(section))
    default:
      let loss = try section.section("loss")
      model = .network(
        try Architecture(section, loss: loss, kind), try ObjectiveSettings(loss, kind),
        try TrainingSettings(section, hasClusters: kind.hasClusters))
      if kind == .contrastive, case .network(_, _, let training) = model, training.batch < 4 {
        throw try section.section("training").error(
          "batch", "must be at least 4, two pairs: a pair alone has nothing to differ from")
      }
    }
  }
}
