import Artifacts
import Autoencoders
import NeuralNetwork

extension CheckpointArtifact {
  /// Packs a training's state.
  ///
  /// - Parameter fold: The fold that is tested, where the split has folds.
  init(_ state: TrainingState, fold: Int?, _ provenance: Provenance) {
    self.init(
      provenance: provenance,
      arrays: [
        "parameters": state.parameters, "statistics": state.statistics,
        "best_parameters": state.bestParameters, "best_statistics": state.bestStatistics,
      ].merging(
        state.optimizer.memory.enumerated().map { ("optimizer_\($0)", $1) },
        uniquingKeysWith: { $1 }),
      counters: Table([
        .init("fold", [fold ?? -1]), .init("phase", [state.phase]),
        .init("phase_start", [state.phaseStart]),
        .init("epoch", [state.epoch]), .init("batch", [state.batch]),
        .init("steps", [state.steps]),
        .init("optimizer_steps", [state.optimizer.steps]),
        .init("learning_rate", [state.optimizer.learningRate]),
        .init("plateau_best", [state.schedule?.best ?? .infinity]),
        .init("plateau_bad_epochs", [state.schedule?.badEpochs ?? 0]),
        .init("stopping_best", [state.stopping.best]),
        .init("stopping_best_epoch", [state.stopping.bestEpoch]),
        .init("stopping_bad_epochs", [state.stopping.badEpochs]),
        .init("sum_reconstruction", [state.sums.terms.reconstruction]),
        .init("sum_divergence", [state.sums.terms.divergence]),
        .init("sum_clustering", [state.sums.terms.clustering]),
        .init("sum_contrast", [state.sums.terms.contrast]),
        .init("sum_spread", [state.sums.terms.spread]),
        .init("sum_total", [state.sums.terms.total]),
        .init("sum_gradient_norm", [state.sums.gradientNorm]),
      ]),
      history: Table(history: state.history))
  }

  /// The state of a training with these settings on these folds.
  ///
  /// - Throws: ``ArtifactError`` when something is missing or of another training.
  func state(_ settings: TrainingSettings, fold: Int?) throws(ArtifactError) -> TrainingState {
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
    guard try integer("fold") == fold ?? -1 else {
      throw ArtifactError(.invalid, "the checkpoint is of another fold")
    }
    let steps = try integer("optimizer_steps")
    var memory: [[Float]] = []
    while let array = arrays["optimizer_\(memory.count)"] { memory.append(array) }
    guard
      let optimizer = settings.optimizer(
        learningRate: try real("learning_rate"), steps: steps, memory: memory)
    else { throw ArtifactError(.invalid, "the checkpoint is of another optimiser") }
    var sums = EpochSums()
    sums.terms = Loss(
      reconstruction: try real("sum_reconstruction"), divergence: try real("sum_divergence"),
      clustering: try real("sum_clustering"), contrast: try real("sum_contrast"),
      spread: try real("sum_spread"), total: try real("sum_total"))
    sums.gradientNorm = try real("sum_gradient_norm")
    return TrainingState(
      parameters: try array("parameters"), statistics: try array("statistics"),
      optimizer: optimizer,
      schedule: settings.plateau(
        best: try real("plateau_best"), badEpochs: try integer("plateau_bad_epochs")),
      stopping: EarlyStopping(
        patience: settings.stoppingPatience, best: try real("stopping_best"),
        bestEpoch: try integer("stopping_best_epoch"),
        badEpochs: try integer("stopping_bad_epochs")),
      bestParameters: try array("best_parameters"), bestStatistics: try array("best_statistics"),
      phase: try integer("phase"), phaseStart: try integer("phase_start"),
      epoch: try integer("epoch"), batch: try integer("batch"), steps: try integer("steps"),
      sums: sums,
      history: try [EpochRecord](history))
  }
}
