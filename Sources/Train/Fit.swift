import Artifacts
import Autoencoders
import LinearAlgebra
import Projection

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
  /// A few words for people.
  var summary: String
}

extension Fit {
  /// Finds principal components of the training rows and takes all rows' coordinates.
  init(principalComponents count: Int, of data: LearningData, threads: Int) throws {
    let training = data.rows.training.indices
    let components = try PrincipalComponents(
      of: data.x.gathering(rows: training), components: count, threads: threads)
    let explained = components.explainedVarianceRatio.reduce(0, +)
    self.init(
      latents: Latents(mean: components.transform(data.x, threads: threads)),
      fitted: [
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

extension ModelArtifact.Fitted {
  init(_ standardization: Standardization) {
    self.init(
      name: "standardization", rows: standardization.rowsSeen,
      values: [("mean", standardization.mean), ("scale", standardization.scale)])
  }
}
