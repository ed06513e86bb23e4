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
    /// An autoencoder of dense layers.
    case autoencoder
    /// A variational autoencoder of dense layers.
    case basicVAE = "basic-vae"
  }

  /// What is fitted after standardisation.
  public enum Model: Sendable, Equatable {
    /// Nothing.
    case raw
    /// This many principal components.
    case principalComponents(Int)
    /// A network.
    case network(DenseArchitecture, ObjectiveSettings, TrainingSettings)
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
    case .autoencoder, .basicVAE:
      let isVariational = kind == .basicVAE
      model = .network(
        try DenseArchitecture(section, isVariational: isVariational),
        try ObjectiveSettings(section.section("loss"), isVariational: isVariational),
        try TrainingSettings(section.section("training")))
    }
  }
}

/// The widths and extras of a dense autoencoder.
public struct DenseArchitecture: Sendable, Equatable {
  /// Features that leave each hidden layer of the encoder; the decoder mirrors them.
  public let hidden: [Int]
  /// Z.
  public let latent: Int
  /// Share of hidden features dropped in training, in 0 ..< 1.
  public let dropout: Double
  /// Whether hidden layers normalise over the batch.
  public let batchNorm: Bool
  /// Whether latents are drawn from a posterior.
  public let isVariational: Bool

  /// An architecture.
  public init(
    hidden: [Int], latent: Int, dropout: Double = 0.2, batchNorm: Bool = true, isVariational: Bool
  ) {
    precondition(latent >= 1 && hidden.allSatisfy { $0 >= 1 })
    self.hidden = hidden
    self.latent = latent
    self.dropout = dropout
    self.batchNorm = batchNorm
    self.isVariational = isVariational
  }

  init(_ section: Section, isVariational: Bool) throws {
    self.init(
      hidden: try section.integers("hidden", default: [512, 256], in: 1...65_536),
      latent: try section.integer("latent", default: 128, in: 1...65_536),
      dropout: try section.real("dropout", default: 0.2, in: 0...0.95),
      batchNorm: try section.flag("batch_norm", default: true),
      isVariational: isVariational)
    guard hidden.count <= 64 else { throw section.error("hidden", "has more than 64 layers") }
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

  init(_ section: Section, isVariational: Bool) throws {
    reduction = try section.choice("reduction", default: .elbo)
    beta =
      isVariational
      ? LinearAnnealing(
        final: try section.real("beta", default: 1, in: 0...1e6),
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
