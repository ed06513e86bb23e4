import Artifacts
import Autoencoders
import Configuration
import LinearAlgebra
import NeuralNetwork
import Projection
import StageKit

/// A model as its artifact keeps it, ready to take features.
struct TrainedModel {
  let path: String
  let artifact: ModelArtifact
  let settings: ModelSettings
  /// The features that it takes.
  let features: FeatureDescription
  /// Those of the second set, of a model that keeps two apart.
  let second: FeatureDescription?
  /// The two sets that ``features`` join side by side, of a model that joins two.
  let joined: [FeatureDescription]

  /// Reads a model.
  ///
  /// - Throws: A ``StageFailure`` when it does not say what features it takes.
  init(reading path: String) throws {
    self.path = path
    artifact = try ModelArtifact(reading: path)
    settings = try Configuration.configuration(
      parsing: artifact.provenance.configuration, name: path
    ) { try ModelSettings($0) }.settings
    guard let features = artifact.features.first else {
      throw StageFailure(
        .badData, "\(path) does not say which features it was fitted to: fit it again")
    }
    self.features = features
    let others = Array(artifact.features.dropFirst())
    second = settings.keepsSetsApart ? others.first : nil
    joined = settings.keepsSetsApart ? [] : others
    guard settings.keepsSetsApart || joined.isEmpty || joined.count == 2 else {
      throw StageFailure(.badData, "\(path) joins \(joined.count) feature sets: fit it again")
    }
  }

  /// What is done to features first, if anything.
  func standardization() throws -> Standardization? {
    try standardization("standardization", of: features)
  }

  /// What is done to features of the second set first, if anything.
  func secondStandardization() throws -> Standardization? {
    try second.flatMap { try standardization("second standardization", of: $0) }
  }

  private func standardization(
    _ name: String, of features: FeatureDescription
  ) throws -> Standardization? {
    guard settings.standardization == .feature else { return nil }
    let (rows, mean) = try fitted(name, "mean")
    let (_, scale) = try fitted(name, "scale")
    guard mean.count == features.windowShape.reduce(1, *), scale.count == mean.count else {
      throw damaged("its standardisation is of other features")
    }
    return Standardization(mean: mean, scale: scale, rowsSeen: rows)
  }

  /// What stands for a row that the second of two joined sets lacks.
  func missingValues() throws -> [Float] {
    let (_, mean) = try fitted("missing values", "mean")
    guard mean.count == joined.last?.shape.reduce(1, *) else {
      throw damaged("its missing values are of other features")
    }
    return mean
  }

  /// The principal components of a model of these.
  func components() throws -> PrincipalComponents {
    let (_, mean) = try fitted("principal components", "mean")
    let (_, elements) = try fitted("principal components", "components")
    let (_, variance) = try fitted("principal components", "explained_variance")
    guard mean.count == features.shape.reduce(1, *), elements.count == variance.count * mean.count
    else { throw damaged("its principal components are of other features") }
    return PrincipalComponents(
      mean: mean,
      components: Matrix(rows: variance.count, columns: mean.count, elements: elements),
      explainedVariance: variance.map { Double($0) },
      explainedVarianceRatio: variance.map { _ in .nan })
  }

  /// The values of a label that a conditional model was told, in the order of their numbers.
  func classes(of label: String) throws -> [String] {
    let values = try artifact.songs.label(label)
    let rows = artifact.fitted.first { $0.name == "parameters" }?.rows ?? []
    guard rows.allSatisfy(artifact.clips.songs.indices.contains) else {
      throw damaged("it was fitted to clips that it does not have")
    }
    return Set(rows.map { values[artifact.clips.songs[$0]] }).sorted()
  }

  /// The network, and its running statistics.
  func network(_ architecture: Architecture) throws -> (model: Autoencoder, statistics: [Float]) {
    let classes = try architecture.condition.map { try self.classes(of: $0.label).count } ?? 0
    let model = try Autoencoder(
      shape: features.shape, second: second?.windowShape.reduce(1, *) ?? 0,
      tokens: second?.windows ?? 1, classes: classes, architecture)
    let slots = model.layout.parameters.map { ModelArtifact.Slot($0) }
    guard slots == artifact.layout, artifact.parameters.count == model.layout.parameterCount else {
      throw damaged("its parameters are not those of its configuration")
    }
    var statistics: [Float] = []
    for slot in model.layout.statistics {
      let values = try fitted("running statistics", slot.name).values
      guard values.count == slot.columns else {
        throw damaged("its running statistics are not those of its configuration")
      }
      statistics += values
    }
    return (model, statistics)
  }

  private func fitted(
    _ name: String, _ value: String
  ) throws -> (rows: [Int], values: [Float]) {
    guard let fitted = artifact.fitted.first(where: { $0.name == name }),
      let values = fitted.values.first(where: { $0.name == value })?.numbers
    else { throw damaged("it has no \(value) of its \(name)") }
    return (fitted.rows, values)
  }

  private func damaged(_ how: String) -> StageFailure {
    StageFailure(.badData, "\(path) cannot be used, \(how): fit it again")
  }
}

extension ModelArtifact.Slot {
  /// Where a network has a parameter.
  init(_ slot: Slot) {
    self.init(name: slot.name, offset: slot.offset, rows: slot.rows, columns: slot.columns)
  }
}
