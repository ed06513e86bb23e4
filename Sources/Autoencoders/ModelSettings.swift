public import Configuration
public import NeuralNetwork

/// What a model file of an experiment says, models/F/M.yaml.
public struct ModelSettings: Sendable, Equatable {
  /// The models there are.
  public enum Kind: String, CaseIterable, Sendable {
    /// The standardised features themselves.
    case raw
    /// Principal components.
    case pca
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
  }

  /// What is fitted after standardisation.
  public enum Model: Sendable, Equatable {
    /// Nothing.
    case raw
    /// This many principal components.
    case principalComponents(Int)
    /// A network.
    case network(Architecture, ObjectiveSettings, TrainingSettings)
  }

  /// Its name.
  public let kind: Kind
  /// What is done to features first.
  public let standardization: Standardization.Kind
  /// The model.
  public let model: Model

  /// Reads a model file.
  public init(_ section: Section) throws {
    kind = try section.choice("kind")
    standardization = try section.choice("standardize", default: .feature)
    switch kind {
    case .raw:
      model = .raw
    case .pca:
      model = .principalComponents(
        try section.integer("components", default: 128, in: 1...16_384))
    case .autoencoder, .basicVAE, .convVAE, .betaVAE, .conv1dVAE, .conditionalVAE:
      let isVariational = kind != .autoencoder
      model = .network(
        try Architecture(section, kind),
        try ObjectiveSettings(
          section.section("loss"), isVariational: isVariational, beta: kind == .betaVAE ? 4 : 1),
        try TrainingSettings(section.section("training")))
    }
  }
}

/// How the terms of a loss are reduced and weighed in one epoch.
public struct Objective: Sendable, Equatable {
  /// For every term alike.
  public let reduction: Reduction
  /// What the divergence counts, ≥ 0.
  public let beta: Double

  /// An objective.
  public init(reduction: Reduction, beta: Double) {
    self.reduction = reduction
    self.beta = beta
  }
}

/// The objective over all epochs.
public struct ObjectiveSettings: Sendable, Equatable {
  /// For every term alike.
  public let reduction: Reduction
  /// β by epoch; 0 without a posterior.
  public let beta: LinearAnnealing

  /// An objective whose β rises.
  public init(reduction: Reduction, beta: LinearAnnealing) {
    self.reduction = reduction
    self.beta = beta
  }

  init(_ section: Section, isVariational: Bool, beta default: Double) throws {
    reduction = try section.choice("reduction", default: .elbo)
    beta =
      isVariational
      ? LinearAnnealing(
        final: try section.real("beta", default: `default`, in: 0...1e6),
        epochs: try section.integer("annealing_epochs", default: 20, in: 0...1_000_000))
      : LinearAnnealing(final: 0, epochs: 0)
  }

  /// The objective of an epoch counted from 0.
  public func inEpoch(_ epoch: Int) -> Objective {
    Objective(reduction: reduction, beta: beta.weight(epoch: epoch))
  }

  /// The objective when annealing is over: what validation is judged by.
  public var final: Objective { Objective(reduction: reduction, beta: beta.final) }
}
