import Artifacts
import Autoencoders
import LinearAlgebra
import Projection
import Randomness
import StageKit
import TrainingData

/// What fitting a model gave.
struct Fit {
  var latents: Latents
  var history = Table([])
  var parameters: [Float] = []
  var layout: [ModelArtifact.Slot] = []
  var fitted: [ModelArtifact.Fitted] = []
  var conditionedOn: [String] = []
  var activeUnits: Int?
  var bestEpoch: Int?
  var truncatedAtStep: Int?
  var divergence: [Double]?
  var reconstructions: ModelArtifact.Reconstructions?
  var ablations: [ModelArtifact.Ablation] = []
  /// A few words for people.
  var summary: String
}

extension Fit {
  /// Takes features as they are, but for standardisation.
  init(
    raw data: LearningData, _ kind: Standardization.Kind, _ memory: MemorySize,
    _ options: StageOptions
  ) throws {
    try data.requireMemory(memory)
    let (x, standardization) = try data.matrix(kind, threads: options.threadCount)
    self.init(
      latents: Latents(mean: x), fitted: [ModelArtifact.Fitted](standardization),
      summary: "\(x.columns) features as they are")
  }

  /// Finds principal components of the training rows and takes all rows' coordinates.
  init(
    principalComponents count: Int, _ solver: ModelSettings.Solver, whitens: Bool,
    of data: LearningData, _ kind: Standardization.Kind, seed: UInt64, _ memory: MemorySize,
    _ options: StageOptions
  ) throws {
    let threads = options.threadCount
    try data.requireMemory(memory)
    let (x, standardization) = try data.matrix(kind, threads: threads)
    let training = data.rows.training.indices
    var generator = Generator(seed: seed, stream: "principal components")
    let rows = x.gathering(rows: training)
    let components =
      switch solver {
      case .exact: try PrincipalComponents(of: rows, components: count, threads: threads)
      case .randomized:
        try PrincipalComponents(
          sampling: rows, components: count, using: &generator, threads: threads)
      }
    let explained = components.explainedVarianceRatio.reduce(0, +)
    self.init(
      latents: components.latents(of: x, whitens: whitens, threads: threads),
      fitted: [ModelArtifact.Fitted](standardization) + [
        ModelArtifact.Fitted(
          name: "principal components", rows: training,
          values: [
            ("mean", components.mean), ("components", components.components.elements),
            ("explained_variance", components.explainedVariance.map { Float($0) }),
          ])
      ],
      summary: "\(components.components.rows) of \(count) components asked for, which explain "
        + "\(Int((explained * 100).rounded())) % of the variance of training clips")
  }
}

extension LearningData {
  /// Refuses a model that needs all features in memory where they do not fit.
  fileprivate func requireMemory(_ limit: MemorySize) throws {
    // The features, and a copy of as many: training rows, or what is written.
    let needed = MemorySize(bytes: 2 * 4 * features.rows * features.columns)
    guard needed.bytes <= limit.bytes else {
      throw StageFailure(
        .failed,
        "this model needs all features in memory, about \(needed.description), but may take "
          + "\(limit.description): pool the features, fit a network, which reads them batch by "
          + "batch, or give it more with --memory")
    }
  }
}

extension PrincipalComponents {
  /// Coordinates along the components, of variance 1 where they are whitened.
  func latents(of x: Matrix, whitens: Bool, threads: Int) -> Latents {
    Latents(mean: whitens ? whitened(x, threads: threads) : transform(x, threads: threads))
  }
}
