import ArgumentParser
import Artifacts
import Configuration
import StageKit

/// Clusters the latents of one model and scores the clusters.
@main struct Evaluate: Stage {
  static let configuration = CommandConfiguration(
    commandName: "cantus-evaluate",
    abstract: "Cluster the latents of a model and score the clusters.",
    version: Provenance.program)

  @OptionGroup var settings: ConfigurationOptions<EvaluationSettings>
  @Option(help: ArgumentHelp("A fitted model, from cantus-train.", valueName: "model.h5"))
  var model: String
  @Option(help: ArgumentHelp("The features it was fitted to.", valueName: "features.h5"))
  var features: String
  @Option(help: ArgumentHelp("The split it was fitted with.", valueName: "split.h5"))
  var split: String
  @Option(
    help: ArgumentHelp("The model that measured_in of the settings names.", valueName: "model.h5"))
  var measuredIn: String?
  @Option(help: ArgumentHelp("Where to write the scores.", valueName: "scores.h5"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let configured = try settings.load()
    var provenance = try Provenance(
      of: output, configuration: configured.yaml,
      inputs: [model, features, split] + (measuredIn.map { [$0] } ?? []))
    let artifact = try ModelArtifact(reading: model)
    provenance.seed = artifact.provenance.seed
    try requireInputs(of: artifact, among: provenance)
    let parts = try SplitArtifact(reading: split)
    let corpus = try EvaluatedCorpus(artifact, parts, settings: configured.settings, name: model)
    options.console.say(corpus.summary)

    let other = try otherSpace(of: artifact, corpus, configured.settings, among: provenance)
    let (results, maps) = try results(
      of: artifact, corpus, configured.settings, in: other, on: options.console)
    let ablations = try Ablations(configured.settings, parts, threads: options.threadCount).scores(
      of: artifact, results.scores, name: model, on: options.console)
    try ScoresArtifact(
      provenance: provenance, songs: artifact.songs, clips: artifact.clips,
      evaluated: corpus.evaluated, fitted: corpus.fitted, scores: results.scores,
      assignments: results.assignments,
      confusion: results.confusion, confounds: results.confounds, latents: results.latents,
      exemplars: results.exemplars, selections: results.selections, ablations: ablations,
      maps: maps
    ).write(to: output)
  }

  func results(
    of artifact: ModelArtifact, _ corpus: EvaluatedCorpus, _ settings: EvaluationSettings,
    in other: OtherSpace?, on console: Console
  ) throws -> (results: EvaluationResults, maps: [ScoresArtifact.Map]) {
    let seed = artifact.provenance.seed ?? 0
    let evaluation = Evaluation(
      corpus: corpus, settings: settings, seed: seed, threads: options.threadCount, other: other)
    return (
      try evaluation.run(on: console),
      try settings.maps.map {
        try $0.drawn(artifact.mean, seed: seed, threads: options.threadCount)
      }
    )
  }

  /// Where internal metrics are measured besides; `nil` where settings name no model, or this one.
  private func otherSpace(
    of artifact: ModelArtifact, _ corpus: EvaluatedCorpus, _ settings: EvaluationSettings,
    among provenance: Provenance
  ) throws -> OtherSpace? {
    switch (settings.measuredIn, measuredIn) {
    case (nil, nil): return nil
    case (let name?, let path?):
      guard provenance.inputs[3].digest != provenance.inputs[0].digest else { return nil }
      return try OtherSpace(
        reading: path, named: name, split: provenance.inputs[2].digest,
        clips: corpus.evaluated.map { artifact.clips.ids[$0] }, settings.latents,
        threads: options.threadCount)
    case (let name?, nil):
      throw StageFailure(.usage, "measured_in names \(name): pass it as --measured-in")
    case (nil, _?):
      throw StageFailure(
        .usage, "--measured-in has no name: say measured_in: F/M in the settings")
    }
  }

  /// Refuses features and a split that the model was not made from.
  private func requireInputs(of artifact: ModelArtifact, among provenance: Provenance) throws {
    let known = Set(artifact.provenance.inputs.map(\.digest))
    for (path, input) in zip([features, split], provenance.inputs.dropFirst())
    where !known.contains(input.digest) {
      throw StageFailure(
        .badData, "\(model) was not made from this \(path): train the model again")
    }
  }
}
