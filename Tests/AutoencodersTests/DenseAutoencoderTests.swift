import Autoencoders
import HDF5
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Dense autoencoders")
struct DenseAutoencoderTests {
  @Test func `The whole loss and its gradient are the reference's`() throws {
    let file = try HDF5File(reading: fixture("network/network.h5"))
    func matrix(_ name: String, columns: Int) throws -> Matrix {
      let values = try file.reals("autoencoder/\(name)").map { Float($0) }
      return Matrix(rows: values.count / columns, columns: columns, elements: values)
    }
    let model = DenseAutoencoder(
      inputs: 12, DenseArchitecture(hidden: [8, 6], latent: 3, dropout: 0, isVariational: true))
    #expect(try file.texts("autoencoder/names") == model.layout.parameters.map(\.name))
    let parameters = Parameters(
      model.layout, values: try matrix("parameters", columns: 1).elements)
    var pass = Pass(model.layout, seed: 1)
    var gradients = [Float](repeating: 0, count: parameters.values.count)
    let loss = model.loss(
      of: try matrix("x", columns: 12), noise: try matrix("noise", columns: 3),
      Objective(reduction: .elbo, beta: 0.7), parameters, accumulatingInto: &gradients, &pass)
    try expectClose([loss.reconstruction], file.reals("autoencoder/reconstruction"), relative: 1e-6)
    try expectClose([loss.divergence], file.reals("autoencoder/divergence"), relative: 1e-6)
    #expect(abs(loss.total - (loss.reconstruction + 0.7 * loss.divergence)) < 1e-12)
    try expectClose(gradients, file.reals("autoencoder/gradient"), relative: 1e-5)
  }

  @Test(arguments: Reduction.allCases, [true, false])
  func `The gradient is the derivative of the loss, in every reduction, dropout included`(
    reduction: Reduction, isVariational: Bool
  ) {
    let model = DenseAutoencoder(
      inputs: 7,
      DenseArchitecture(hidden: [6, 5], latent: 3, dropout: 0.2, isVariational: isVariational))
    var generator = Generator(seed: 8)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
    let x = Matrix(rows: 6, columns: 7, elements: draw(42))
    let noise = model.noise(rows: 6, seed: 1, stream: "test")
    let values = draw(model.layout.parameterCount).map { $0 / 2 }
    var gradients = [Float](repeating: 0, count: values.count)
    func loss(_ values: [Float], _ gradients: inout [Float]) -> Loss {
      var pass = Pass(model.layout, seed: 2)
      return model.loss(
        of: x, noise: noise, Objective(reduction: reduction, beta: 1.5),
        Parameters(model.layout, values: values), accumulatingInto: &gradients, &pass)
    }
    _ = loss(values, &gradients)
    for _ in 0..<4 {
      let way = draw(values.count)
      func moved(_ h: Float) -> Double {
        var unused = gradients
        return loss(zip(values, way).map { $0 + h * $1 }, &unused).total
      }
      let expected = (moved(0x1p-12) - moved(-0x1p-12)) / 0x1p-11
      let along = zip(gradients, way).map { Double($0) * Double($1) }
      let size = along.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(along.reduce(0, +) - expected) < 5e-3 * size)
    }
  }

  @Test func `Study A's basic VAE has its published number of parameters, to the last`() {
    let published = DenseAutoencoder(
      inputs: 165_376,
      DenseArchitecture(hidden: [16, 32, 64], latent: 128, isVariational: true))
    #expect(published.layout.parameterCount == 5_488_032)
    // The layers that the paper names, without batch norm, and one more count from its siblings.
    let named = DenseAutoencoder(
      inputs: 165_376,
      DenseArchitecture(hidden: [512, 256], latent: 128, batchNorm: false, isVariational: true))
    #expect(named.layout.parameterCount == 169_872_640)
    let deterministic = DenseAutoencoder(
      inputs: 10, DenseArchitecture(hidden: [4], latent: 2, batchNorm: false, isVariational: false))
    #expect(deterministic.layout.parameterCount == 44 + 10 + 12 + 50)
  }

  @Test func `The decoder mirrors the encoder, and one without hidden layers is linear`() {
    let model = DenseAutoencoder(
      inputs: 9, DenseArchitecture(hidden: [5, 4], latent: 2, isVariational: true))
    let shapes = model.layout.parameters.filter { $0.rows > 1 }.map { [$0.rows, $0.columns] }
    #expect(shapes == [[5, 9], [4, 5], [4, 4], [4, 2], [5, 4], [9, 5]])
    let linear = DenseAutoencoder(
      inputs: 9, DenseArchitecture(hidden: [], latent: 2, isVariational: false))
    #expect(
      linear.layout.parameters.map(\.name) == [
        "latent.weight", "latent.bias", "output.weight", "output.bias",
      ])
  }

  @Test func `Use is deterministic, and does not depend on the other rows of a batch`() {
    let model = DenseAutoencoder(
      inputs: 7, DenseArchitecture(hidden: [6], latent: 3, dropout: 0.5, isVariational: true))
    let parameters = Parameters(model.layout, seed: 3)
    var pass = Pass(model.layout, seed: 1)
    var generator = Generator(seed: 2)
    let x = Matrix(
      rows: 5, columns: 7, elements: (0..<35).map { _ in Float(generator.normal()) })
    let (mean, logVariance) = model.encode(x, parameters, &pass)
    #expect(mean.rows == 5 && mean.columns == 3 && logVariance?.columns == 3)
    let again = model.encode(x, parameters, &pass)
    #expect(again.mean == mean && again.logVariance == logVariance)
    let (alone, _) = model.encode(x.gathering(rows: [2]), parameters, &pass)
    expectClose(alone.elements, mean.row(2), relative: 1e-6)
    let decoded = model.decode(mean, parameters, &pass)
    #expect(decoded.rows == 5 && decoded.columns == 7)
  }
}
