import Artifacts
import Autoencoders
import DataSplit
import LinearAlgebra
import NeuralNetwork
import StageKit
import TrainingData

extension LearningData {
  /// What a network makes of some clips: the first clip of each of the first songs of the test part,
  /// or of the validation part where that has none.
  ///
  /// - Parameters:
  ///   - count: Of how many clips at most.
  ///   - fit: What fitting the network gave.
  ///   - model: The network.
  ///   - statistics: Its running statistics.
  ///   - classes: The label's value of each clip, for a conditional network.
  ///   - standardization: Of the features, if they were standardised.
  ///   - options: Gives the number of workers.
  /// - Returns: `nil` where there is nothing to look at.
  func reconstructions(
    _ count: Int, of fit: Fit, by model: Autoencoder, _ statistics: [Float], _ classes: [Int],
    _ standardization: Standardization?, _ options: StageOptions
  ) throws -> ModelArtifact.Reconstructions? {
    let unseen =
      parts.contains(.test) ? parts.indices.filter { parts[$0] == .test } : rows.validation
    var songs: Set<Int> = []
    let chosen = Array(unseen.filter { songs.insert(clips.songs[$0]).inserted }.prefix(count))
    guard !chosen.isEmpty else { return nil }
    var given = Matrix(rows: chosen.count, columns: features.columns)
    try features.copy(chosen, to: &given, threads: options.threadCount)
    var pass = Pass(model.layout, seed: 0, threads: options.threadCount)
    pass.statistics = statistics
    var found = model.decode(
      fit.latents.mean.gathering(rows: chosen),
      classes: model.isConditional ? chosen.map { classes[$0] } : [],
      Parameters(model.layout, values: fit.parameters), &pass)
    standardization?.undo(in: &found)
    return ModelArtifact.Reconstructions(clips: chosen, features: given, values: found)
  }
}
