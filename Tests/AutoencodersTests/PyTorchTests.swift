import Autoencoders
import HDF5
import LinearAlgebra
import NeuralNetwork
import TestSupport
import Testing

@Suite("Against PyTorch")
struct PyTorchTests {
  private func reals(_ name: String) throws -> [Double] {
    try HDF5File(reading: fixture("training/training.h5")).reals(name)
  }

  private func floats(_ name: String) throws -> [Float] { try reals(name).map { Float($0) } }

  private func matrix(_ name: String, columns: Int) throws -> Matrix {
    let values = try floats(name)
    return Matrix(rows: values.count / columns, columns: columns, elements: values)
  }

  /// A shape and the architecture of a group.
  private static func network(_ name: String) -> (shape: [Int], Architecture) {
    let blocks = BlockSettings()
    func dense(
      _ hidden: [Int], isVariational: Bool = true, clusters: ClusterSettings? = nil,
      error: ReconstructionError = .squared
    ) -> (shape: [Int], Architecture) {
      (
        [12],
        Architecture(
          .dense(hidden), latent: 3, blocks, isVariational: isVariational, clusters: clusters,
          error: error)
      )
    }
    func convolutional(
      _ shape: [Int], _ trunk: ConvolutionalTrunk
    ) -> (shape: [Int], Architecture) {
      (shape, Architecture(.convolutional(trunk), latent: 3, blocks, isVariational: true))
    }
    return switch name {
    case "dense": dense([8, 6])
    case "gaussian": dense([7], error: .gaussian)
    case "vade": dense([8, 6], clusters: ClusterSettings(.mixture, count: 4))
    case "idec": dense([8], isVariational: false, clusters: ClusterSettings(.centres, count: 4))
    case "conv2d": convolutional([16, 21], ConvolutionalTrunk(.two, channels: [3, 4]))
    default: convolutional([3, 27], ConvolutionalTrunk(.one, channels: [4, 5]))
    }
  }

  @Test(arguments: ["dense", "conv2d", "conv1d", "gaussian", "vade", "idec"])
  func `The whole loss, its gradient and running statistics are the same`(name: String) throws {
    let group = "vae/\(name)"
    let (shape, architecture) = Self.network(name)
    let model = try Autoencoder(shape: shape, architecture)
    #expect(
      try HDF5File(reading: fixture("training/training.h5")).texts("\(group)/names")
        == model.layout.parameters.map(\.name))
    let parameters = Parameters(model.layout, values: try floats("\(group)/parameters"))
    let x = try matrix("\(group)/x", columns: model.inputs)
    let noise = try matrix("\(group)/noise", columns: 3)
    var objective = Objective(reduction: .elbo, beta: try reals("\(group)/beta")[0])
    objective.usesClusters = architecture.clusters != nil
    objective.clusteringWeight = 0.3
    var pass = Pass(model.layout, seed: 1, threads: 2)
    if let frequency = model.layout.statistics.first(where: { $0.name == "clusters.frequency" }) {
      pass.statistics.replaceSubrange(frequency.range, with: try floats("\(group)/frequency"))
    }
    var gradients = [Float](repeating: 0, count: parameters.values.count)
    let loss = model.loss(
      of: x, noise: noise, objective, parameters, accumulatingInto: &gradients, &pass)
    try expectClose([loss.reconstruction], reals("\(group)/reconstruction"), relative: 2e-6)
    try expectClose(
      [name == "idec" ? loss.clustering : loss.divergence], reals("\(group)/divergence"),
      absolute: 1e-7, relative: 5e-6)
    try expectClose([loss.total], reals("\(group)/total"), relative: 2e-6)
    try expectClose(gradients, reals("\(group)/gradient"), relative: 2e-5)
    let statistics = try reals("\(group)/statistics")
    expectClose(pass.statistics.prefix(statistics.count), statistics, relative: 1e-5)
  }

  @Test func `The probabilities of a mixture's components are the same`() throws {
    let (shape, architecture) = Self.network("vade")
    let model = try Autoencoder(shape: shape, architecture)
    let parameters = Parameters(model.layout, values: try floats("vae/vade/parameters"))
    let (mean, logVariance) = (
      try matrix("vae/vade/mean", columns: 3), try matrix("vae/vade/log_variance", columns: 3)
    )
    let posterior = GaussianPosterior(
      Matrix(
        rows: 6, columns: 6, elements: (0..<6).flatMap { mean.row($0) + logVariance.row($0) }))
    var workspace = Workspace()
    let z = posterior.sample(noise: try matrix("vae/vade/noise", columns: 3), &workspace)
    let probabilities = try #require(model.clusterProbabilities(of: z, parameters))
    try expectClose(probabilities.elements, reals("vae/vade/probabilities"), absolute: 2e-6)
  }

  @Test func `Ten steps with dropout, clipping and AdamW end in the same place`() throws {
    let model = try Autoencoder(
      shape: [16, 21],
      Architecture(
        .convolutional(ConvolutionalTrunk(.two, channels: [3, 4])), latent: 3,
        BlockSettings(dropout: 0.2), isVariational: true))
    var parameters = Parameters(model.layout, values: try floats("trajectory/parameters"))
    let (x, noise) = (
      try matrix("trajectory/x", columns: 336), try matrix("trajectory/noise", columns: 3)
    )
    let expected = try matrix("trajectory/history", columns: 3)
    var pass = Pass(model.layout, seed: 7, threads: 2)
    var gradients = [Float](repeating: 0, count: parameters.values.count)
    var optimizer = AdamW(
      count: parameters.values.count, learningRate: 1e-2, weightDecay: .decoupled(1e-2))
    for step in 0..<10 {
      let batch = Array((step * 5)..<(step * 5 + 5))
      pass.step = step
      let loss = model.loss(
        of: x.gathering(rows: batch), noise: noise.gathering(rows: batch),
        Objective(reduction: .elbo, beta: 0.1 * Double(step)), parameters,
        accumulatingInto: &gradients, &pass)
      let norm = euclideanNorm(gradients)
      expectClose(
        [loss.reconstruction, loss.divergence, norm], expected.row(step), relative: 1e-3,
        "step \(step)")
      optimizer.step(
        &parameters.values, &gradients, scale: clippingScale(norm: norm, limit: 50))
    }
    // A bias before batch norm changes nothing, so that PyTorch's gradient of it is rounding, which
    // Adam makes into whole steps; running means follow it.
    let names = Set(model.layout.parameters.map(\.name))
    let kept = model.layout.parameters.filter {
      !$0.name.hasSuffix(".bias") || !names.contains($0.name.replacing(".bias", with: ".norm.bias"))
    }
    let after = try reals("trajectory/after")
    expectClose(
      kept.flatMap { parameters.values[$0.range] }, kept.flatMap { after[$0.range] },
      relative: 1e-3)
    let statistics = try reals("trajectory/statistics")
    let variances = model.layout.statistics.filter { $0.name.hasSuffix("variance") }
    expectClose(
      variances.flatMap { pass.statistics[$0.range] }, variances.flatMap { statistics[$0.range] },
      relative: 1e-3)
  }
}
