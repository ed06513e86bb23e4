public import NeuralNetwork

/// What one epoch came to. Losses are per row: with the reduction `sum` they are as with `elbo`.
public struct EpochRecord: Sendable, Equatable {
  /// From 0.
  public var epoch: Int
  /// Mean over the epoch's batches, as they were trained on.
  public var training: Loss
  /// Over the validation rows, after the epoch.
  public var validation: Loss
  /// The validation loss with the final β: what schedule and early stopping watch.
  public var objective: Double
  /// During the epoch.
  public var learningRate: Double
  /// Mean norm of the gradient before clipping.
  public var gradientNorm: Double

  /// A record.
  public init(
    epoch: Int, training: Loss, validation: Loss, objective: Double, learningRate: Double,
    gradientNorm: Double
  ) {
    self.epoch = epoch
    self.training = training
    self.validation = validation
    self.objective = objective
    self.learningRate = learningRate
    self.gradientNorm = gradientNorm
  }
}

/// Sums over the batches of an epoch so far.
public struct EpochSums: Sendable, Equatable {
  /// Of the reconstruction error times what a batch counts.
  public var reconstruction = 0.0
  /// Of the divergence times what a batch counts.
  public var divergence = 0.0
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
  /// Moments, steps and the learning rate.
  public var optimizer: AdamW
  /// The plateau rule, where there is one.
  public var schedule: PlateauSchedule?
  /// The lowest validation loss and when it was.
  public var stopping: EarlyStopping
  /// The parameters of that epoch.
  public var bestParameters: [Float]
  /// The running statistics of that epoch.
  public var bestStatistics: [Float]
  /// Epochs finished.
  public var epoch: Int
  /// Batches of the current epoch that are done.
  public var batch: Int
  /// Over those batches.
  public var sums: EpochSums
  /// One record per finished epoch.
  public var history: [EpochRecord]

  /// A state, of a checkpoint.
  public init(
    parameters: [Float], statistics: [Float], optimizer: AdamW, schedule: PlateauSchedule?,
    stopping: EarlyStopping, bestParameters: [Float], bestStatistics: [Float], epoch: Int,
    batch: Int, sums: EpochSums, history: [EpochRecord]
  ) {
    self.parameters = parameters
    self.statistics = statistics
    self.optimizer = optimizer
    self.schedule = schedule
    self.stopping = stopping
    self.bestParameters = bestParameters
    self.bestStatistics = bestStatistics
    self.epoch = epoch
    self.batch = batch
    self.sums = sums
    self.history = history
  }
}
