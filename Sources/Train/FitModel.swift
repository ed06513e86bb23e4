import ArgumentParser
import Artifacts
import Autoencoders
import Configuration
import Foundation
import LinearAlgebra
import MessagePassing
import NeuralNetwork
import StageKit
import TrainingData

/// Fits one model to the training clips and writes the latents of all clips.
struct FitModel: Stage {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit one model to the training songs and write the latents of all clips.",
    discussion: """
      Training that is stopped by SIGTERM, SIGINT or SIGUSR1 leaves a checkpoint beside the output \
      and ends with status 75; the same command goes on from it and ends in the same bytes.

      Several processes, started by mpirun or srun --mpi=pmix, train one network together.
      """)
  static let worksInParallel = true

  @OptionGroup var model: ConfigurationOptions<ModelSettings>
  @Option(
    help: ArgumentHelp(
      "The features of all clips; twice for a model of two sets.", valueName: "file"))
  var features: [String]
  @Option(
    name: .customLong("member"),
    help: ArgumentHelp(
      "A fitted model that a consensus joins, or by whose median training stops, in the order of the "
        + "settings; repeated for each.",
      valueName: "file"))
  var members: [String] = []
  @Option(help: ArgumentHelp("Which song lies in which part.", valueName: "file"))
  var split: String
  @Option(
    help: ArgumentHelp("The fold that is tested, where the split has folds.", valueName: "number"))
  var fold: Int?
  @Option(help: ArgumentHelp("Seeds every random number.", valueName: "number"))
  var seed: UInt64
  @Option(help: ArgumentHelp("Where to write the model.", valueName: "file"))
  var output: String
  @OptionGroup var limits: TrainingLimits
  @OptionGroup var options: StageOptions

  func perform() throws {
    let times = TrainingTimes()
    let configured = try model.load()
    let settings = configured.settings
    if options.estimate, !settings.kind.isNetwork {
      throw StageFailure(.usage, "--estimate is for networks: \(settings.kind.rawValue) is quick")
    }
    try settings.requireFeatures(features)
    try settings.requireMembers(members)
    let provenance = try Provenance(
      of: output, configuration: configured.yaml, inputs: features + members + [split],
      seed: seed)
    let data = try LearningData(
      features: features[0], second: features.dropFirst().first, for: settings, split: split,
      fold: fold, threads: options.threadCount)
    for remark in data.remarks { options.console.warn(remark) }
    // Of several processes, one fits what is no network.
    guard Launch.processNumber == 0 || settings.kind.isNetwork && !options.estimate else { return }
    let fit: Fit
    switch settings.model {
    case .raw:
      fit = try Fit(raw: data, settings.standardization, limits.memoryLimit, options)
    case .principalComponents(let count, let solver, let whitens):
      fit = try Fit(
        principalComponents: count, solver, whitens: whitens, of: data, settings.standardization,
        seed: seed,
        limits.memoryLimit, options)
    case .random(let count):
      fit = Fit(random: count, clips: data.clips.count, seed: seed)
    case .metadata(let columns):
      fit = try Fit(metadata: columns, of: data, path: features[0])
    case .consensus(let consensus):
      fit = try Fit(consensus: consensus, members, of: data, fold: fold, seed: seed, options)
    case .network(let architecture, let objective, let training):
      let run = NetworkTraining(
        architecture: architecture, objective: objective, settings: training,
        median: try median(warmUp: training.medianWarmUp, split: provenance.inputs.last?.digest),
        standardization: settings.standardization,
        reconstructions: settings.reconstructions,
        provenance: provenance, checkpointPath: checkpointPath, fold: fold, seed: seed,
        limits: limits, options: options)
      if options.estimate { return try run.estimate(data) }
      guard let trained = try run.fit(data, times, by: try processes()) else { return }
      fit = trained
    }

    let artifact = ModelArtifact(
      provenance: provenance, kind: settings.kind.rawValue, songs: data.songs, clips: data.clips,
      parts: data.parts, fold: fold, mean: fit.latents.mean, logVariance: fit.latents.logVariance,
      divergence: fit.divergence,
      clusters: fit.latents.clusters,
      history: fit.history, parameters: fit.parameters, layout: fit.layout,
      fitted: data.fitted + fit.fitted,
      conditionedOn: fit.conditionedOn + data.told.filter { !fit.conditionedOn.contains($0) },
      activeUnits: fit.activeUnits,
      bestEpoch: fit.bestEpoch, truncatedAtStep: fit.truncatedAtStep,
      features: [data.features.description] + data.joined
        + (data.second.map { [$0.features.description] } ?? []),
      reconstructions: fit.reconstructions, ablations: fit.ablations)
    try artifact.write(to: output)
    for leftover in [checkpointPath, checkpointPath + ".partial"] {
      try? FileManager.default.removeItem(atPath: leftover)
    }
    options.console.say("\(output): \(fit.summary)")
  }

  func estimate() throws { try perform() }

  /// The rule by which other models, of the same division of songs, end a hopeless training.
  private func median(warmUp: Int, split: String?) throws -> MedianStopping? {
    guard !members.isEmpty else { return nil }
    return MedianStopping(
      others: try members.map { path in
        let record = try ModelRecord(reading: path)
        guard record.fold == fold, record.provenance.inputs.contains(where: { $0.digest == split })
        else { throw StageFailure(otherFit: path) }
        let history = record.history
        guard history.count > 0 else {
          throw StageFailure(
            .badData, "\(path) is not of a network: it has no losses to keep up with")
        }
        return try history.reals("validation_reconstruction")
      }, warmUp: warmUp)
  }

  private var checkpointPath: String { output + ".checkpoint" }

  private func processes() throws -> Collective {
    do {
      return try MessagePassing.join(expecting: Launch.processCount)
    } catch {
      throw StageFailure(.usage, error.description)
    }
  }
}

extension ModelSettings {
  /// Refuses other fitted models than the settings name.
  fileprivate func requireMembers(_ paths: [String]) throws {
    guard paths.count == members.count,
      zip(paths, members).allSatisfy({ $0.contains("/\($1)/") })
    else {
      throw StageFailure(
        .usage,
        members.isEmpty
          ? "a model of the kind \(kind.rawValue) joins no --member"
          : "the model's settings name \(members.joined(separator: ", ")): give a --member for each, "
            + "in that order")
    }
  }

  /// Refuses another number of feature sets than the kind of model takes.
  func requireFeatures(_ paths: [String]) throws {
    guard paths.count == 2 || (paths.count == 1 && !keepsSetsApart) else {
      throw StageFailure(
        .usage,
        "a model of the kind \(kind.rawValue) takes --features "
          + (keepsSetsApart ? "twice: audio first, then what joins it" : "once or twice")
          + "; it was given \(paths.count) times")
    }
  }
}
