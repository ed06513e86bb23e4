public import NeuralNetwork

/// What one epoch came to. Losses are per row: with the reduction `sum` they are as with `elbo`.
public struct EpochRecord: Sendable, Equatable {
  /// From 0, through all phases.
  public var epoch: Int
  /// From 0; see ``Training``.
  public var phase: Int
  /// Mean over the epoch's batches, as they were trained on.
  public var training: Loss
  /// Over the validation rows, after the epoch.
  public var validation: Loss
  /// The validation loss with the final β: what schedule and early stopping watch.
  public var objective: Double
  /// What the divergence counted.
  public var beta: Double
  /// During the epoch.
  public var learningRate: Double
  /// Mean norm of the gradient before clipping.
  public var gradientNorm: Double

  /// A record.
  public init(
    epoch: Int, phase: Int = 0, training: Loss, validation: Loss, objective: Double, beta: Double,
    learningRate: Double, gradientNorm: Double
  ) {
    self.epoch = epoch
    self.phase = phase
    self.training = training
    self.validation = validation
    self.objective = objective
    self.beta = beta
    self.learningRate = learningRate
    self.gradientNorm = gradientNorm
  }
}

/// Sums over the batches of an epoch so far.
public struct EpochSums: Sendable, Equatable {
  /// Of the loss times what a batch counts.
  public var terms = Loss()
  /// Of the norm of the gradient.
  public var gradientNorm = 0.0

  /// Nothing summed yet.
  public init() {}
}

/// All that training goes on from: an interrupted training that takes it up again ends in the same
/// bits as an undisturbed one. What is drawn depends on (seed, epoch or step) only.
public struct TrainingState: Sendable, Equatable {
  /// The current parameters.
  public var parameters: [Float]
  /// The current running statistics.
  public var statistics: [Float]
  /// Of the phase.
  public var optimizer: Optimizer
  /// The plateau rule, where there is one.
  public var schedule: PlateauSchedule?
  /// The lowest validation loss and when it was.
  public var stopping: EarlyStopping
  /// The parameters of that epoch, or of the best of the phase before; empty while there is neither.
  public var bestParameters: [Float]
  /// The running statistics of the same epoch.
  public var bestStatistics: [Float]
  /// The current phase, from 0.
  public var phase: Int
  /// The epoch it began with.
  public var phaseStart: Int
  /// Epochs finished.
  public var epoch: Int
  /// Batches of the current epoch that are done.
  public var batch: Int
  /// Steps of the optimiser in all phases: what noise and dropout are drawn by.
  public var steps: Int
  /// Over those batches.
  public var sums: EpochSums
  /// One record per finished epoch.
  public var history: [EpochRecord]

  /// A state, of a checkpoint.
  public init(
    parameters: [Float], statistics: [Float], optimizer: Optimizer, schedule: PlateauSchedule?,
    stopping: EarlyStopping, bestParameters: [Float], bestStatistics: [Float], phase: Int,
    phaseStart: Int, epoch: Int, batch: Int, steps: Int, sums: EpochSums, history: [EpochRecord]
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.optimizer = optimizer
    self.schedule = schedule
    self.stopping = stopping
    self.bestParameters = bestParameters
    self.bestStatistics = bestStatistics
    self.phase = phase
    self.phaseStart = phaseStart
    self.epoch = epoch
    self.batch = batch
    self.steps = steps
    self.sums = sums
    self.history = history
  }
}
