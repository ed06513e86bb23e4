internal import Configuration
public import NeuralNetwork

/// How a network is trained.
public struct TrainingSettings: Sendable, Equatable {
  /// Which rule makes a step.
  public enum Optimizer: String, CaseIterable, Sendable {
    /// Adam with decoupled weight decay.
    case adamw
    /// Adam with an L2 penalty.
    case adam
  }

  /// How the learning rate changes.
  public enum Schedule: String, CaseIterable, Sendable {
    /// Not at all.
    case constant
    /// Lower when the validation loss stands still.
    case plateau
  }

  /// The rule of a step.
  public var optimizer = Optimizer.adamw
  /// Of the first epoch.
  public var learningRate = 1e-3
  /// Weight decay λ.
  public var weightDecay = 1e-4
  /// Rows of a batch, ≥ 2.
  public var batch = 32
  /// The largest norm of a gradient; 0 for no limit.
  public var clip = 0.5
  /// Most epochs.
  public var epochs = 100
  /// The schedule, with the plateau rule's factor and patience.
  public var schedule = Schedule.plateau
  /// What the plateau rule multiplies the rate by.
  public var plateauFactor = 0.5
  /// Epochs that the plateau rule bears.
  public var plateauPatience = 5
  /// Epochs without improvement after which training ends; 0 for never.
  public var stoppingPatience = 15

  /// The defaults.
  public init() {}

  init(_ section: Section) throws {
    optimizer = try section.choice("optimizer", default: optimizer)
    learningRate = try section.real("learning_rate", default: learningRate, in: 1e-12...10)
    weightDecay = try section.real("weight_decay", default: weightDecay, in: 0...10)
    batch = try section.integer("batch", default: batch, in: 2...1_000_000)
    clip = try section.real("clip", default: clip, in: 0...1e12)
    epochs = try section.integer("epochs", default: epochs, in: 1...1_000_000)
    let schedule = try section.section("schedule")
    self.schedule = try schedule.choice("kind", default: .plateau)
    if self.schedule == .plateau {
      plateauFactor = try schedule.real("factor", default: plateauFactor, in: 0.001...0.999)
      plateauPatience = try schedule.integer(
        "patience", default: plateauPatience, in: 0...1_000_000)
    }
    stoppingPatience = try section.section("early_stopping").integer(
      "patience", default: stoppingPatience, in: 0...1_000_000)
  }

  /// Weight decay as the optimiser takes it.
  public var decay: WeightDecay {
    optimizer == .adamw ? .decoupled(weightDecay) : .penalty(weightDecay)
  }
}
