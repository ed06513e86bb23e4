import Artifacts
import Autoencoders
import Foundation
import LinearAlgebra
import NeuralNetwork
import StageKit

/// The training of a network, with checkpoints.
struct NetworkTraining {
  let architecture: Architecture
  let objective: ObjectiveSettings
  let settings: TrainingSettings
  let provenance: Provenance
  let checkpointPath: String
  let seed: UInt64
  let limits: TrainingLimits
  let options: StageOptions

  /// Trains to the end or to the last step asked for, or until a signal asks to stop.
  ///
  /// - Throws: A ``StageFailure`` of status `interrupted` after a checkpoint.
  func fit(_ data: LearningData, _ times: consuming TrainingTimes) throws -> Fit {
    let classes = try architecture.condition.map { try ConditionClasses($0.label, of: data) }
    let told = classes?.ofClips ?? []
    let model = try Autoencoder(shape: data.shape, classes: classes?.count ?? 0, architecture)
    try requireMemory(for: model, data.x)
    var training = try Training(
      model, on: data.x, classes: told, data.rows, objective, settings, seed: seed,
      threads: options.threadCount, resuming: savedState())
    let lastStep = limits.maxSteps ?? .max
    var saved = ContinuousClock.now
    Interruption.deferSignals()
    let progress = StageProgress(
      "training", total: training.epochs - training.state.epoch, on: options.console)
    while !training.isFinished, training.steps < lastStep {
      try times.measureStep { try training.step() }
      if training.isEpochComplete || training.steps == lastStep {
        try training.endEpoch()
        progress.advance(report(training.state.history, times.endEpoch()))
      }
      if training.isFinished || training.steps == lastStep { break }
      if Interruption.isRequested {
        try save(training)
        progress.finish()
        throw StageFailure(
          .interrupted,
          "stopped after \(training.steps) steps; \(checkpointPath) is kept: run the same "
            + "command again to go on")
      }
      if (.now - saved).seconds >= limits.checkpointMinutes * 60 {
        try save(training)
        saved = .now
      }
    }
    progress.finish()
    times.report(on: options.console)
    return fit(model, training, data, told)
  }

  /// Tells machines what an epoch came to and took.
  ///
  /// - Returns: The same for people, in a few words.
  private func report(_ history: [EpochRecord], _ took: (seconds: Double, steps: Int)) -> String {
    guard let record = history.last else { return "" }
    options.console.report(
      "epoch",
      [
        "epoch": Double(record.epoch + 1), "seconds": took.seconds, "steps": Double(took.steps),
        "train_total": record.training.total,
        "train_reconstruction": record.training.reconstruction,
        "train_divergence": record.training.divergence,
        "validation_total": record.validation.total,
        "validation_reconstruction": record.validation.reconstruction,
        "validation_divergence": record.validation.divergence,
        "validation_objective": record.objective, "beta": record.beta,
        "learning_rate": record.learningRate, "gradient_norm": record.gradientNorm,
      ], nil)
    return String(
      format: "loss %.5g, validation %.5g, %.3g s an epoch", record.training.total,
      record.validation.total, took.seconds)
  }

  private func fit(
    _ model: Autoencoder, _ training: Training, _ data: LearningData, _ classes: [Int]
  ) -> Fit {
    let state = training.checkpoint()
    let latents = Latents(
      of: data.x, classes: classes, by: model, state, threads: options.threadCount)
    let rows = data.rows.training
    let activeUnits = model.isVariational ? latents.activeUnits(over: rows) : nil
    if activeUnits == 0 {
      options.console.warn(
        "the posterior has collapsed: no latent dimension carries information. "
          + "Lower loss.beta, or raise loss.annealing_epochs")
    }
    let layout = model.layout
    return Fit(
      latents: latents, history: Table(history: state.history), parameters: state.bestParameters,
      layout: layout.parameters.map {
        ModelArtifact.Slot(name: $0.name, offset: $0.offset, rows: $0.rows, columns: $0.columns)
      },
      fitted: [
        ModelArtifact.Fitted(name: "parameters", rows: rows.indices),
        ModelArtifact.Fitted(
          name: "running statistics", rows: rows.indices,
          values: layout.statistics.map { ($0.name, Array(state.bestStatistics[$0.range])) }),
      ],
      conditionedOn: architecture.condition.map { [$0.label] } ?? [], activeUnits: activeUnits,
      bestEpoch: state.stopping.bestEpoch + 1,
      truncatedAtStep: training.isFinished ? nil : training.steps,
      summary: "\(layout.parameterCount) parameters, best of \(state.epoch) epochs is "
        + "\(state.stopping.bestEpoch + 1)"
        + (activeUnits.map { ", \($0) of \(model.latent) latent dimensions active" } ?? "")
        + (training.isFinished ? "" : "; cut short after \(training.steps) steps"))
  }

  /// Refuses what would not fit, before anything is allocated.
  private func requireMemory(for model: Autoencoder, _ x: Matrix) throws {
    // Parameters, their gradient, two moments and the best so far; what three layers of each block
    // leave of a batch.
    let activations = 3 * Double(model.activations) * Double(settings.batch)
    let needed =
      4 * (Double(model.layout.parameterCount) * 5 + Double(x.elements.count) + activations)
    let present = Double(ProcessInfo.processInfo.physicalMemory)
    guard needed < present else {
      throw StageFailure(
        .failed,
        "a network of \(model.layout.parameterCount) parameters needs about "
          + "\(Int(needed / 1e9) + 1) GB with its optimiser, but this machine has "
          + "\(Int(present / 1e9)): choose smaller layers, a smaller batch or pooled features")
    }
  }
}

// MARK: - Checkpoints

extension NetworkTraining {
  private func save(_ training: Training) throws {
    try CheckpointArtifact(training.checkpoint(), provenance).write(to: checkpointPath)
  }

  /// The state of an interrupted run of this very training.
  private func savedState() -> TrainingState? {
    guard FileManager.default.fileExists(atPath: checkpointPath) else { return nil }
    guard let checkpoint = try? CheckpointArtifact(reading: checkpointPath),
      checkpoint.provenance == provenance, let state = try? checkpoint.state(settings),
      state.steps < limits.maxSteps ?? .max
    else {
      options.console.warn(
        "\(checkpointPath) is of another configuration, input or seed, of a later step, or damaged: "
          + "starting anew")
      return nil
    }
    options.console.say(
      "going on after step \(state.steps), in epoch \(state.epoch + 1), from "
        + checkpointPath)
    return state
  }
}
