import Artifacts
import Autoencoders
import NeuralNetwork

extension CheckpointArtifact {
  /// Packs a training's state.
  init(_ state: TrainingState, _ provenance: Provenance) {
    self.init(
      provenance: provenance,
      arrays: [
        "parameters": state.parameters, "statistics": state.statistics,
        "first_moment": state.optimizer.firstMoment,
        "second_moment": state.optimizer.secondMoment,
        "best_parameters": state.bestParameters, "best_statistics": state.bestStatistics,
      ],
      counters: Table([
        .init("epoch", [state.epoch]), .init("batch", [state.batch]),
        .init("optimizer_steps", [state.optimizer.steps]),
        .init("learning_rate", [state.optimizer.learningRate]),
        .init("plateau_best", [state.schedule?.best ?? .infinity]),
        .init("plateau_bad_epochs", [state.schedule?.badEpochs ?? 0]),
        .init("stopping_best", [state.stopping.best]),
        .init("stopping_best_epoch", [state.stopping.bestEpoch]),
        .init("stopping_bad_epochs", [state.stopping.badEpochs]),
        .init("sum_reconstruction", [state.sums.reconstruction]),
        .init("sum_divergence", [state.sums.divergence]),
        .init("sum_gradient_norm", [state.sums.gradientNorm]),
      ]),
      history: Table(history: state.history))
  }

  /// The state of a training with these settings.
  ///
  /// - Throws: ``ArtifactError`` when something is missing.
  func state(_ settings: TrainingSettings) throws(ArtifactError) -> TrainingState {
    func array(_ name: String) throws(ArtifactError) -> [Float] {
      guard let values = arrays[name] else {
        throw ArtifactError(.invalid, "the checkpoint has no array \(name)")
      }
      return values
    }
    func integer(_ name: String) throws(ArtifactError) -> Int {
      guard let value = try counters.integers(name).first else {
        throw ArtifactError(.invalid, "the checkpoint has no \(name)")
      }
      return value
    }
    func real(_ name: String) throws(ArtifactError) -> Double {
      guard let value = try counters.reals(name).first else {
        throw ArtifactError(.invalid, "the checkpoint has no \(name)")
      }
      return value
    }
    let (first, second) = (try array("first_moment"), try array("second_moment"))
    let steps = try integer("optimizer_steps")
    guard first.count == second.count, steps >= 0 else {
      throw ArtifactError(.invalid, "the checkpoint's moments do not fit each other")
    }
    var sums = EpochSums()
    sums.reconstruction = try real("sum_reconstruction")
    sums.divergence = try real("sum_divergence")
    sums.gradientNorm = try real("sum_gradient_norm")
    return TrainingState(
      parameters: try array("parameters"), statistics: try array("statistics"),
      optimizer: AdamW(
        learningRate: try real("learning_rate"), weightDecay: settings.decay, firstMoment: first,
        secondMoment: second, steps: steps),
      schedule: settings.schedule == .plateau
        ? PlateauSchedule(
          factor: settings.plateauFactor, patience: settings.plateauPatience,
          best: try real("plateau_best"), badEpochs: try integer("plateau_bad_epochs")) : nil,
      stopping: EarlyStopping(
        patience: settings.stoppingPatience, best: try real("stopping_best"),
        bestEpoch: try integer("stopping_best_epoch"),
        badEpochs: try integer("stopping_bad_epochs")),
      bestParameters: try array("best_parameters"), bestStatistics: try array("best_statistics"),
      epoch: try integer("epoch"), batch: try integer("batch"), sums: sums,
      history: try [EpochRecord](history))
  }
}
