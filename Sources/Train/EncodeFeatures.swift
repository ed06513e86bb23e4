import ArgumentParser
import Artifacts
import Autoencoders
import LinearAlgebra
import Projection
import StageKit
import TrainingData

/// Maps new songs to the latents of a model that was fitted before.
struct EncodeFeatures: Stage {
  static let configuration = CommandConfiguration(
    commandName: "encode",
    abstract: "Map the features of new songs to the latents of a fitted model.",
    discussion: """
      The features must be of the same kind, shape and configuration as those that the model was \
      fitted to. Nothing is fitted.
      """)

  @Option(help: ArgumentHelp("The model, from fit.", valueName: "file"))
  var model: String
  @Option(
    help: ArgumentHelp(
      "The features of the new songs; twice for a model of two sets.", valueName: "file"))
  var features: [String]
  @Option(help: ArgumentHelp("Where to write the latents.", valueName: "file"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    var provenance = try Provenance(of: output, configuration: "", inputs: [model] + features)
    let trained = try TrainedModel(reading: model)
    provenance.configuration = trained.artifact.provenance.configuration
    try trained.settings.requireFeatures(features)
    let known =
      trained.joined.isEmpty
      ? [trained.features, trained.second].compactMap(\.self) : trained.joined
    guard features.count == known.count else {
      throw StageFailure(
        .usage,
        "\(model) was fitted to \(known.count) feature sets; --features was given \(features.count) times"
      )
    }
    let maps = ["", "second "].map { name in
      trained.artifact.fitted.first { $0.name == name + FittedMap.name }
    }
    let sets = try features.indices.map { try open(features[$0], maps[$0], like: known[$0]) }
    var new = sets[0]
    var second = try sets.dropFirst().first.map { try SecondSet($0, for: new) }
    if let remark = second?.remark { options.console.warn(remark) }
    if let set = second, !trained.joined.isEmpty {
      new = try FeatureFile(
        new, beside: set, missing: trained.missingValues(), threads: options.threadCount)
      second = nil
    }
    let latents = try latents(of: new, second, by: trained)
    try LatentsArtifact(
      provenance: provenance, kind: trained.artifact.kind, songs: new.songs, clips: new.clips,
      mean: latents.mean, logVariance: latents.logVariance, clusters: latents.clusters
    ).write(to: output)
    options.console.say(
      "\(output): \(new.clips.count) clips of \(new.songs.count) songs in \(latents.mean.columns) "
        + "dimensions")
  }

  private func open(
    _ path: String, _ fitted: ModelArtifact.Fitted?, like known: FeatureDescription
  ) throws -> FeatureFile {
    var new = try FeatureFile(path)
    if new.description.configuration == known.configuration,
      let map = try FittedMap(fitted, for: new)
    {
      new = try FeatureFile(new, by: map, threads: options.threadCount)
    }
    if let difference = new.description.difference(from: known) {
      throw StageFailure(
        .badData,
        "\(path) does not suit \(model), since it has \(difference): make the features of new "
          + "songs by the settings of those that the model was fitted to")
    }
    return new
  }

  private func latents(
    of new: FeatureFile, _ second: SecondSet?, by trained: TrainedModel
  ) throws -> Latents {
    let threads = options.threadCount
    func preparation(_ precision: InputPrecision = .single) throws -> Preparation {
      Preparation(standardization: try trained.standardization(), precision: precision)
    }
    switch trained.settings.model {
    case .raw:
      return Latents(mean: try new.matrix(preparation(), threads: threads))
    case .principalComponents(_, _, let whitens):
      let x = try new.matrix(preparation(), threads: threads)
      return try trained.components().latents(of: x, whitens: whitens, threads: threads)
    case .random, .metadata, .consensus:
      throw StageFailure(
        .usage,
        "\(model) takes no features: models of the kind \(trained.artifact.kind) have no place for "
          + "new songs")
    case .network(let architecture, _, let training):
      let (network, statistics) = try trained.network(architecture)
      let classes = try architecture.condition.map {
        try ConditionClasses(
          $0.label, known: trained.classes(of: $0.label), songs: new.songs, clips: new.clips)
      }
      let own = try new.prepared(
        by: preparation(training.inputPrecision), inMemory: false, threads: threads)
      let x: any FeatureRows =
        try second.map {
          JoinedRows(
            own, try $0.matrix(trained.secondStandardization(), threads: threads),
            counts: $0.counts)
        } ?? own
      return try Latents(
        of: x, classes: classes?.ofClips ?? [], by: network,
        parameters: trained.artifact.parameters,
        statistics: statistics, threads: threads)
    }
  }
}
