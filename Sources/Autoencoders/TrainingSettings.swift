internal import Configuration
public import NeuralNetwork

/// How a network is trained.
public struct TrainingSettings: Sendable, Equatable {
  /// Which rule makes a step.
  public enum OptimizerKind: String, CaseIterable, Sendable {
    /// Adam with decoupled weight decay.
    case adamw
    /// Adam with an L2 penalty.
    case adam
    /// Gradient descent with an L2 penalty.
    case sgd
  }

  /// How the learning rate changes after it has warmed up.
  public enum Schedule: Sendable, Equatable {
    /// By the number of the epoch.
    case byEpoch(RateSchedule)
    /// Times `factor` when the validation loss stands still for more than `patience` epochs.
    case plateau(factor: Double, patience: Int)
  }

  /// Epochs before latents are drawn to clusters.
  public struct Pretraining: Sendable, Equatable {
    /// How many at most, ≥ 0.
    public var epochs: Int
    /// Of the first of them.
    public var learningRate: Double

    /// A pretraining.
    public init(epochs: Int, learningRate: Double) {
      self.epochs = epochs
      self.learningRate = learningRate
    }
  }

  /// The rule of a step.
  public var optimizer = OptimizerKind.adamw
  /// Momentum of gradient descent, in 0 ..< 1.
  public var momentum = 0.9
  /// Whether gradient descent looks ahead, as Nesterov's does.
  public var isNesterov = false
  /// Of the first epoch that is not of a warm-up.
  public var learningRate = 1e-3
  /// Weight decay λ.
  public var weightDecay = 1e-4
  /// Rows of a batch, ≥ 2.
  public var batch = 32
  /// The largest norm of a gradient; 0 for no limit.
  public var clip = 0.5
  /// Most epochs; those of the pretraining come before.
  public var epochs = 100
  /// How the rate changes.
  public var schedule = Schedule.plateau(factor: 0.5, patience: 5)
  /// Epochs in which the rate rises in equal steps to the first of the schedule (Goyal et al. 2017,
  /// arXiv 1706.02677).
  public var warmUp = 0
  /// Epochs without improvement after which training ends; 0 for never.
  public var stoppingPatience = 15
  /// Epochs before a training that others surpass may be given up; see
  /// ``NeuralNetwork/MedianStopping``.
  public var medianWarmUp = 10

  /// What comes before clusters, for a model that has them.
  public var pretraining: Pretraining?
  /// How exactly features are kept.
  public var inputPrecision = InputPrecision.single

  /// The defaults.
  public init() {}
}

// MARK: - Reading

extension TrainingSettings {
  private enum ScheduleName: String, CaseIterable {
    case constant
    case plateau
    case cosine
    case step
  }

  /// Reads the sections `training` and, for a model with clusters, `pretraining`.
  init(_ model: Section, hasClusters: Bool) throws {
    let section = try model.section("training")
    optimizer = try section.choice("optimizer", default: optimizer)
    if optimizer == .sgd {
      momentum = try section.real("momentum", default: momentum, in: 0...0.9999)
      isNesterov = try section.flag("nesterov", default: isNesterov)
    }
    learningRate = try section.real("learning_rate", default: learningRate, in: 1e-12...10)
    weightDecay = try section.real("weight_decay", default: weightDecay, in: 0...10)
    batch = try section.integer("batch", default: batch, in: 2...1_000_000)
    clip = try section.real("clip", default: clip, in: 0...1e12)
    epochs = try section.integer("epochs", default: epochs, in: 1...1_000_000)
    let schedule = try section.section("schedule")
    switch try schedule.choice("kind", default: ScheduleName.plateau) {
    case .constant: self.schedule = .byEpoch(.constant)
    case .plateau:
      self.schedule = .plateau(
        factor: try schedule.real("factor", default: 0.5, in: 0.001...0.999),
        patience: try schedule.integer("patience", default: 5, in: 0...1_000_000))
    case .cosine:
      self.schedule = .byEpoch(.cosine(end: try schedule.real("end", default: 0.01, in: 0...1)))
    case .step:
      self.schedule = .byEpoch(
        .step(
          every: try schedule.integer("every", default: 30, in: 1...1_000_000),
          factor: try schedule.real("factor", default: 0.1, in: 0.001...0.999)))
    }
    warmUp = try schedule.integer("warm_up", default: 0, in: 0...1_000_000)
    let stopping = try section.section("early_stopping")
    stoppingPatience = try stopping.integer(
      "patience", default: stoppingPatience, in: 0...1_000_000)
    if model.has("median_of") || stopping.has("median_warm_up") {
      medianWarmUp = try stopping.integer(
        "median_warm_up", default: medianWarmUp, in: 1...1_000_000)
    }
    inputPrecision = try section.choice("input_precision", default: inputPrecision)
    if hasClusters {
      let pretraining = try model.section("pretraining")
      self.pretraining = Pretraining(
        epochs: try pretraining.integer("epochs", default: 10, in: 0...1_000_000),
        learningRate: try pretraining.real(
          "learning_rate", default: learningRate, in: 1e-12...10))
    }
  }
}
