public import NeuralNetwork
internal import Parallelism

/// Epochs of a training that share an objective: before latents are drawn to clusters, and then.
///
/// Each phase goes on from the best parameters of the one before, with a new optimiser, schedule and
/// early stopping.
struct Phase: Sendable, Equatable {
  /// Most epochs.
  let epochs: Int
  /// Of its first epoch that is not of a warm-up.
  let learningRate: Double
  /// Whether latents are drawn to clusters.
  let usesClusters: Bool
}

extension TrainingSettings {
  /// The phases of a training: one, or with clusters a pretraining before it.
  func phases(withClusters: Bool) -> [Phase] {
    let last = Phase(epochs: epochs, learningRate: learningRate, usesClusters: withClusters)
    guard withClusters, let pretraining, pretraining.epochs > 0 else { return [last] }
    return [
      Phase(
        epochs: pretraining.epochs, learningRate: pretraining.learningRate, usesClusters: false),
      last,
    ]
  }

  /// An optimiser that has taken no step.
  func newOptimizer(count: Int, learningRate: Double) -> Optimizer {
    let rule = optimizer(
      learningRate: learningRate, steps: 0,
      memory: (0..<(optimizer == .sgd ? 1 : 2)).map { _ in [Float](zeros: count) })
    guard let rule else { preconditionFailure("the memory is the optimiser's own") }
    return rule
  }

  /// The optimiser as it was.
  ///
  /// - Parameters:
  ///   - learningRate: Its rate.
  ///   - steps: How many it has taken.
  ///   - memory: ``NeuralNetwork/Optimizer/memory``.
  /// - Returns: `nil` for the memory of another optimiser.
  public func optimizer(learningRate: Double, steps: Int, memory: [[Float]]) -> Optimizer? {
    guard memory.count == (optimizer == .sgd ? 1 : 2),
      memory.allSatisfy({ $0.count == memory[0].count }),
      steps >= 0
    else { return nil }
    if optimizer == .sgd {
      return Optimizer(
        GradientDescent(
          learningRate: learningRate, momentum: momentum, isNesterov: isNesterov,
          weightDecay: weightDecay, velocity: memory[0], steps: steps))
    }
    return Optimizer(
      AdamW(
        learningRate: learningRate,
        weightDecay: optimizer == .adamw ? .decoupled(weightDecay) : .penalty(weightDecay),
        firstMoment: memory[0], secondMoment: memory[1], steps: steps))
  }

  /// The plateau rule, where the schedule is one.
  ///
  /// - Parameters:
  ///   - best: ``NeuralNetwork/PlateauSchedule/best``.
  ///   - badEpochs: ``NeuralNetwork/PlateauSchedule/badEpochs``.
  public func plateau(best: Double = .infinity, badEpochs: Int = 0) -> PlateauSchedule? {
    guard case .plateau(let factor, let patience) = schedule else { return nil }
    return PlateauSchedule(factor: factor, patience: patience, best: best, badEpochs: badEpochs)
  }

  /// The rate of an epoch of a phase, counted from its beginning, as far as it follows from the
  /// epoch: the plateau rule goes on from it.
  func rate(inEpoch epoch: Int, of phase: Phase) -> Double {
    if epoch < warmUp { return phase.learningRate * Double(epoch + 1) / Double(warmUp + 1) }
    guard case .byEpoch(let schedule) = schedule else { return phase.learningRate }
    return phase.learningRate
      * schedule.factor(epoch: epoch - warmUp, of: phase.epochs - warmUp)
  }
}
