import Artifacts
import Autoencoders
import Foundation
import LinearAlgebra
import MessagePassing
import NeuralNetwork
import StageKit
import TrainingData

/// The training of a network, with checkpoints.
struct NetworkTraining {
  let architecture: Architecture
  let objective: ObjectiveSettings
  let settings: TrainingSettings
  let median: MedianStopping?
  let standardization: Standardization.Kind
  let reconstructions: Int
  let provenance: Provenance
  let checkpointPath: String
  /// The fold that is tested, where the split has folds.
  let fold: Int?
  let seed: UInt64
  let limits: TrainingLimits
  let options: StageOptions

  /// Trains to the end or to the last step asked for, or until a signal asks to stop.
  ///
  /// - Returns: `nil` to all but the first of several processes.
  /// - Throws: A ``StageFailure`` of status `interrupted` after a checkpoint.
  func fit(
    _ data: LearningData, _ times: consuming TrainingTimes, by processes: Collective
  ) throws -> Fit? {
    let classes = try architecture.condition.map { try ConditionClasses($0.label, of: data) }
    let model = try network(for: data, classes)
    let memory = try MemoryPlan(model, settings, data.features, limits.memoryLimit)
    if !memory.holdsFeatures {
      options.console.say(
        "\(data.features.path) is read batch by batch: its \(memory.features.description) of "
          + "features do not fit into \(limits.memoryLimit.description) with the network")
    }
    let (own, standardization) = try data.inputs(
      standardization, settings.inputPrecision, inMemory: memory.holdsFeatures,
      threads: options.threadCount)
    let (x, standardizations) = try joined(own, standardization, data)
    let state = savedState()
    let steps = Double(state?.steps ?? 0)
    guard processes.sum(of: steps) == Double(processes.count) * steps else {
      throw StageFailure(
        .inputOutput,
        "not all processes see the same \(checkpointPath): run again when the file system has "
          + "settled")
    }
    var training = try Training(
      model, on: x, classes: classes?.ofClips ?? [], songs: data.clips.songs, data.rows, objective,
      settings, until: median, seed: seed, threads: options.threadCount, by: processes,
      resuming: state)
    try train(&training, &times, by: processes)
    MessagePassing.leave()
    guard processes.rank == 0 else { return nil }
    times.report(on: options.console)
    var fit = try fit(model, training, x, classes?.ofClips ?? [], data, standardizations)
    if let second = data.second, let x = x as? JoinedRows {
      let share = model.share(Parameters(model.layout, values: fit.parameters))
      let sets = [
        (data.features.path, x.firstAlone, share),
        (second.features.path, x.secondAlone, share.map { 1 - $0 }),
      ]
      fit.ablations = try sets.map { path, rows, weight in
        ModelArtifact.Ablation(
          kept: URL(filePath: path).deletingPathExtension().lastPathComponent,
          mean: try Latents(
            of: rows, classes: classes?.ofClips ?? [], by: model, training.checkpoint(),
            threads: options.threadCount
          ).mean, weight: weight)
      }
    }
    fit.reconstructions = try data.reconstructions(
      reconstructions, of: fit, by: model, training.checkpoint().bestStatistics,
      classes?.ofClips ?? [], standardization, options)
    return fit
  }

  /// The features with those of the second set, if there is one, and what was fitted for them.
  private func joined(
    _ x: any FeatureRows, _ standardization: Standardization?, _ data: LearningData
  ) throws -> (x: any FeatureRows, fitted: [ModelArtifact.Fitted]) {
    let fitted = [ModelArtifact.Fitted](standardization)
    guard let second = data.second else { return (x, fitted) }
    // As they are read, and matched to the clips.
    let needed = MemorySize(bytes: 2 * 4 * x.rows * second.features.columns)
    guard needed.bytes <= limits.memoryLimit.bytes else {
      throw StageFailure(
        .failed,
        "the second set is kept in memory, about \(needed.description), but may take "
          + "\(limits.memoryLimit.description): name the larger set first, or give it more with "
          + "--memory")
    }
    let (values, other) = try second.matrix(
      self.standardization, fittedTo: data, threads: options.threadCount)
    return (
      JoinedRows(x, values, counts: second.counts),
      fitted + [ModelArtifact.Fitted](other, name: "second standardization")
    )
  }

  func network(for data: LearningData, _ classes: ConditionClasses?) throws -> Autoencoder {
    let second = data.second?.features.description
    return try Autoencoder(
      shape: data.features.description.shape, second: second?.windowShape.reduce(1, *) ?? 0,
      tokens: second?.windows ?? 1, classes: classes?.count ?? 0, architecture)
  }

  private func train(
    _ training: inout Training, _ times: inout TrainingTimes, by processes: Collective
  ) throws {
    let keeps = processes.rank == 0
    let lastStep = limits.maxSteps ?? .max
    var saved = ContinuousClock.now
    let progress = StageProgress(
      "training", total: training.epochs - training.state.epoch, on: options.console)
    defer { progress.finish() }
    Interruption.deferSignals()
    defer { Interruption.exitOnSignals() }
    while !training.isFinished, training.steps < lastStep {
      do {
        try times.measureStep { try training.step() }
      } catch let error as TrainingError {
        throw StageFailure(.failed, error.description + (keeps ? try keep(training) : ""))
      }
      if training.isEpochComplete || training.steps == lastStep {
        try training.endEpoch()
        progress.advance(report(training.state.history, times.endEpoch()))
      }
      if training.isFinished || training.steps == lastStep { break }
      if processes.any(Interruption.isRequested) {
        if keeps { try save(training) }
        MessagePassing.leave()
        throw StageFailure(
          .interrupted,
          "stopped after \(training.steps) steps; \(checkpointPath) is kept: run the same "
            + "command again to go on")
      }
      if keeps, (.now - saved).seconds >= limits.checkpointMinutes * 60 {
        try save(training)
        saved = .now
      }
    }
    // A checkpoint of the last step asked for, in the middle of an epoch.
    if training.state.batch > 0 { try training.endEpoch() }
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
        "train_clustering": record.training.clustering,
        "train_contrast": record.training.contrast, "train_spread": record.training.spread,
        "validation_total": record.validation.total,
        "validation_reconstruction": record.validation.reconstruction,
        "validation_divergence": record.validation.divergence,
        "validation_clustering": record.validation.clustering,
        "validation_contrast": record.validation.contrast,
        "validation_spread": record.validation.spread,
        "validation_objective": record.objective, "beta": record.beta,
        "learning_rate": record.learningRate, "gradient_norm": record.gradientNorm,
      ], nil)
    return String(
      format: "loss %.5g, validation %.5g, %.3g s an epoch", record.training.total,
      record.validation.total, took.seconds)
  }

  private func fit(
    _ model: Autoencoder, _ training: Training, _ x: any FeatureRows, _ classes: [Int],
    _ data: LearningData, _ standardizations: [ModelArtifact.Fitted]
  ) throws -> Fit {
    let state = training.checkpoint()
    let latents = try Latents(
      of: x, classes: classes, by: model, state, threads: options.threadCount)
    let rows = data.rows.training
    let activeUnits = model.isVariational ? latents.activeUnits(over: rows) : nil
    if activeUnits == 0 {
      options.console.warn(
        "the posterior has collapsed: no latent dimension carries information. "
          + "Lower loss.beta, or raise loss.annealing_epochs")
    }
    let occupied = latents.occupiedClusters(over: rows)
    if let occupied, occupied < 2 {
      options.console.warn(
        "all training clips are of one cluster. Lower loss.beta or training.learning_rate, or raise "
          + "pretraining.epochs")
    }
    let layout = model.layout
    return Fit(
      latents: latents, history: Table(history: state.history), parameters: state.bestParameters,
      layout: layout.parameters.map {
        ModelArtifact.Slot($0)
      },
      fitted: standardizations + [
        ModelArtifact.Fitted(name: "parameters", rows: rows.indices),
        ModelArtifact.Fitted(name: "early stopping", rows: data.rows.validation),
        ModelArtifact.Fitted(
          name: "running statistics", rows: rows.indices,
          values: layout.statistics.map { ($0.name, Array(state.bestStatistics[$0.range])) }),
      ],
      conditionedOn: architecture.condition.map { [$0.label] } ?? [], activeUnits: activeUnits,
      bestEpoch: state.stopping.bestEpoch < 0 ? nil : state.stopping.bestEpoch + 1,
      truncatedAtStep: training.isFinished ? nil : training.steps,
      divergence: model.divergencePerDimension(
        of: latents, over: rows, Parameters(layout, values: state.bestParameters)),
      summary: "\(layout.parameterCount) parameters, best of \(state.epoch) epochs is "
        + "\(state.stopping.bestEpoch + 1)"
        + (activeUnits.map { ", \($0) of \(model.latent) latent dimensions active" } ?? "")
        + (occupied.map { ", \($0) clusters in use" } ?? "")
        + (model.share(Parameters(layout, values: state.bestParameters)).map {
          String(format: ", the sets weigh %.2f and %.2f", $0, 1 - $0)
        } ?? "")
        + (training.isHopeless ? "; given up, since most of median_of did better by then" : "")
        + (training.isFinished ? "" : "; cut short after \(training.steps) steps"))
  }
}

// MARK: - Checkpoints

extension NetworkTraining {
  private func save(_ training: Training) throws {
    try CheckpointArtifact(training.checkpoint(), fold: fold, provenance).write(to: checkpointPath)
  }

  /// Keeps what was learned before a training diverged, if it can be used.
  ///
  /// - Returns: How, in a sentence.
  private func keep(_ training: Training) throws -> String {
    guard training.steps > 0, training.isSound else { return "" }
    try save(training)
    return ". What was learned before is kept in \(checkpointPath): the same command with "
      + "--max-steps \(training.steps) makes a model of it"
  }

  /// The state of an interrupted run of this very training.
  private func savedState() -> TrainingState? {
    guard FileManager.default.fileExists(atPath: checkpointPath) else { return nil }
    guard (try? requireIntact(checkpointPath)) != nil,
      let checkpoint = try? CheckpointArtifact(reading: checkpointPath),
      checkpoint.provenance == provenance, let state = try? checkpoint.state(settings, fold: fold),
      state.steps <= limits.maxSteps ?? .max
    else {
      options.console.warn(
        "\(checkpointPath) is of another configuration, input, seed or fold, of a later step, or damaged: "
          + "starting anew")
      return nil
    }
    options.console.say(
      "going on after step \(state.steps), in epoch \(state.epoch + 1), from "
        + checkpointPath)
    return state
  }
}
