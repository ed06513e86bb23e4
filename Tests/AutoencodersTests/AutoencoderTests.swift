import Autoencoders
import HDF5
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Autoencoders")
struct AutoencoderTests {
  @Test func `The whole loss and its gradient are the reference's`() throws {
    let file = try HDF5File(reading: fixture("network/network.h5"))
    func matrix(_ name: String, columns: Int) throws -> Matrix {
      let values = try file.reals("autoencoder/\(name)").map { Float($0) }
      return Matrix(rows: values.count / columns, columns: columns, elements: values)
    }
    let model = try Autoencoder(
      shape: [12],
      Architecture(.dense([8, 6]), latent: 3, BlockSettings(dropout: 0), isVariational: true))
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
  ) throws {
    let model = try Autoencoder(
      shape: [7],
      Architecture(
        .dense([6, 5]), latent: 3, BlockSettings(dropout: 0.2), isVariational: isVariational))
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

  @Test func `Study A's basic VAE has its published number of parameters, to the last`() throws {
    let published = try Autoencoder(
      shape: [165_376],
      Architecture(
        .dense([16, 32, 64]), latent: 128, BlockSettings(dropout: 0.2), isVariational: true))
    #expect(published.layout.parameterCount == 5_488_032)
    // The layers that the paper names, without batch norm, and one more count from its siblings.
    let named = try Autoencoder(
      shape: [165_376],
      Architecture(
        .dense([512, 256]), latent: 128, BlockSettings(batchNorm: false, dropout: 0.2),
        isVariational: true))
    #expect(named.layout.parameterCount == 169_872_640)
    let deterministic = try Autoencoder(
      shape: [10],
      Architecture(
        .dense([4]), latent: 2, BlockSettings(batchNorm: false, dropout: 0.2), isVariational: false)
    )
    #expect(deterministic.layout.parameterCount == 44 + 10 + 12 + 50)
  }

  @Test func `The decoder mirrors the encoder, and one without hidden layers is linear`() throws {
    let model = try Autoencoder(
      shape: [9],
      Architecture(.dense([5, 4]), latent: 2, BlockSettings(dropout: 0.2), isVariational: true))
    let shapes = model.layout.parameters.filter { $0.rows > 1 }.map { [$0.rows, $0.columns] }
    #expect(shapes == [[5, 9], [4, 5], [4, 4], [4, 2], [5, 4], [9, 5]])
    let linear = try Autoencoder(
      shape: [9],
      Architecture(.dense([]), latent: 2, BlockSettings(dropout: 0.2), isVariational: false))
    #expect(
      linear.layout.parameters.map(\.name) == [
        "latent.weight", "latent.bias", "output.weight", "output.bias",
      ])
  }

  @Test func `Use is deterministic, and does not depend on the other rows of a batch`() throws {
    let model = try Autoencoder(
      shape: [7],
      Architecture(.dense([6]), latent: 3, BlockSettings(dropout: 0.5), isVariational: true))
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

  @Test func `Study A's conv VAE and study D's have their published numbers of parameters`() throws
  {
    let two = try Autoencoder(
      shape: [128, 1292],
      Architecture(
        .convolutional(ConvolutionalTrunk(.two, channels: [32, 64, 128, 256])), latent: 128,
        BlockSettings(dropout: 0.2), isVariational: true))
    #expect(two.layout.parameterCount == 64_458_049 && two.inputs == 165_376)
    let one = try Autoencoder(
      shape: [40, 430],
      Architecture(
        .convolutional(ConvolutionalTrunk(.one, channels: [64, 128, 256])), latent: 64,
        BlockSettings(), isVariational: true))
    #expect(one.layout.parameterCount == 2_968_872)
    #expect(one.layout.statisticCount == 2 * (64 + 128 + 256 + 128 + 64))
  }

  @Test func `Models of the other studies, and study A's VaDE, have their numbers of parameters`()
    throws
  {
    func count(
      _ shape: [Int], classes: Int = 0, _ trunk: Architecture.Trunk, latent: Int,
      batchNorm: Bool = false, condition: Condition? = nil, clusters: ClusterSettings? = nil
    ) throws -> Int {
      try Autoencoder(
        shape: shape, classes: classes,
        Architecture(
          trunk, latent: latent, BlockSettings(batchNorm: batchNorm), isVariational: true,
          condition: condition, clusters: clusters)
      ).layout.parameterCount
    }
    #expect(
      try count(
        [165_376], .dense([32, 64, 128, 256]), latent: 128, batchNorm: true,
        clusters: ClusterSettings(.mixture, count: 15)) == 10_940_751)
    #expect(try count([128], .dense([64]), latent: 32) == 22_848)
    #expect(try count([52], .dense([128, 64]), latent: 16) == 33_236)
    #expect(try count([436], .dense([256, 128]), latent: 16) == 296_148)
    #expect(try count([5000], .dense([512, 256]), latent: 128) == 5_487_240)
    #expect(
      try count(
        [40, 430], classes: 2, .convolutional(ConvolutionalTrunk(.one, channels: [64, 128, 256])),
        latent: 64, batchNorm: true,
        condition: Condition(label: "language", code: .embedding(16), place: .both)) == 3_188_040)
  }

  static let convolutional: [([Int], ConvolutionalTrunk)] = [
    ([9, 13], ConvolutionalTrunk(.two, channels: [3, 4])),
    (
      [2, 6, 7],
      ConvolutionalTrunk(.two, channels: [3], window: WindowAxis(kernel: 3, stride: 1, padding: 0))
    ),
    (
      [6, 11],
      ConvolutionalTrunk(
        .two, channels: [3, 4], window: WindowAxis(kernel: 5, stride: 2, padding: 2),
        vertical: WindowAxis(kernel: 3, stride: 1, padding: 1))
    ),
    ([3, 27], ConvolutionalTrunk(.one, channels: [4, 5])),
    ([19], ConvolutionalTrunk(.one, channels: [2, 3, 4])),
  ]

  @Test(arguments: convolutional, [true, false])
  func `The gradient of a convolutional autoencoder is the derivative of its loss`(
    network: ([Int], ConvolutionalTrunk), isVariational: Bool
  ) throws {
    // A smooth activation: a rectifier's kinks would cost the difference its digits.
    let model = try Autoencoder(
      shape: network.0,
      Architecture(
        .convolutional(network.1), latent: 3,
        BlockSettings(activation: .gelu, dropout: 0.2, dropsChannels: isVariational),
        isVariational: isVariational))
    var generator = Generator(seed: 8)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
    let x = Matrix(rows: 4, columns: model.inputs, elements: draw(4 * model.inputs))
    let noise = model.noise(rows: 4, seed: 1, stream: "test")
    let values = zip(Parameters(model.layout, seed: 5).values, draw(model.layout.parameterCount))
      .map { $0 + 0.1 * $1 }
    var gradients = [Float](repeating: 0, count: values.count)
    func loss(_ values: [Float], _ gradients: inout [Float]) -> Loss {
      var pass = Pass(model.layout, seed: 2)
      return model.loss(
        of: x, noise: noise, Objective(reduction: .elbo, beta: 1.5),
        Parameters(model.layout, values: values), accumulatingInto: &gradients, &pass)
    }
    #expect(loss(values, &gradients).total.isFinite)
    for _ in 0..<4 {
      let way = draw(values.count)
      func moved(_ h: Float) -> Double {
        var unused = gradients
        return loss(zip(values, way).map { $0 + h * $1 }, &unused).total
      }
      let expected = (moved(0x1p-10) - moved(-0x1p-10)) / 0x1p-9
      let along = zip(gradients, way).map { Double($0) * Double($1) }
      let size = along.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(along.reduce(0, +) - expected) < 5e-3 * size)
    }
  }

  @Test(arguments: convolutional)
  func `A convolutional autoencoder gives features back in the artifact's order`(
    shape: [Int], trunk: ConvolutionalTrunk
  ) throws {
    let model = try Autoencoder(
      shape: shape,
      Architecture(.convolutional(trunk), latent: 2, BlockSettings(), isVariational: false))
    var pass = Pass(model.layout, seed: 1, threads: 2)
    let parameters = Parameters(model.layout, seed: 4)
    var generator = Generator(seed: 5)
    let x = Matrix(
      rows: 3, columns: model.inputs,
      elements: (0..<(3 * model.inputs)).map { _ in Float(generator.normal()) })
    let (code, _) = model.encode(x, parameters, &pass)
    let x̂ = model.decode(code, parameters, &pass)
    // The loss compares inside of the network, in its own order of features.
    let loss = model.loss(
      of: x, noise: Matrix(rows: 3, columns: 2), Objective(reduction: .sum, beta: 0), parameters,
      &pass)
    #expect(abs(loss.reconstruction / squaredError(x̂, x, weight: 1) - 1) < 1e-6)
    var gradients = [Float](repeating: 0, count: model.layout.parameterCount)
    var training = Pass(model.layout, seed: 1)
    let trained = model.loss(
      of: x, noise: Matrix(rows: 3, columns: 2), Objective(reduction: .sum, beta: 0), parameters,
      accumulatingInto: &gradients, &training)
    #expect(trained.reconstruction.isFinite && gradients.contains { $0 != 0 })
  }

  @Test(arguments: [
    ([40], ConvolutionalTrunk(.two, channels: [4])),
    ([2, 3, 4, 5], ConvolutionalTrunk(.two, channels: [4])),
    ([3, 4, 5], ConvolutionalTrunk(.one, channels: [4])),
    ([8, 64], ConvolutionalTrunk(.two, channels: [4, 4, 4, 4])),
  ])
  func `Features that convolutions do not fit are refused`(
    shape: [Int], trunk: ConvolutionalTrunk
  ) {
    let error = #expect(throws: TrainingError.self) {
      try Autoencoder(
        shape: shape,
        Architecture(.convolutional(trunk), latent: 2, BlockSettings(), isVariational: true))
    }
    #expect(error?.description.contains(shape.map(String.init).joined(separator: " × ")) == true)
  }

  @Test func `Study A's conditional VAE grows by its embedding and what the embedding meets`()
    throws
  {
    func count(_ place: Condition.Place, _ code: Condition.Code) throws -> Int {
      try Autoencoder(
        shape: [128, 1292], classes: 4,
        Architecture(
          .convolutional(ConvolutionalTrunk(.two, channels: [32, 64, 128, 256])), latent: 128,
          BlockSettings(), isVariational: true,
          condition: Condition(label: "language", code: code, place: place))
      ).layout.parameterCount - 64_458_049
    }
    #expect(try count(.decoder, .embedding(32)) == 4 * 32 + 32 * 163_840)
    #expect(try count(.encoder, .embedding(32)) == 4 * 32 + 32 * 256)
    #expect(try count(.both, .oneHot) == 4 * 256 + 4 * 163_840)
  }

  @Test(arguments: [Condition.Code.oneHot, .embedding(5)], Condition.Place.allCases)
  func `The gradient of a conditional autoencoder is the derivative of its loss`(
    code: Condition.Code, place: Condition.Place
  ) throws {
    for trunk in [
      Architecture.Trunk.dense([6]), .dense([]),
      .convolutional(ConvolutionalTrunk(.two, channels: [3])),
    ] {
      let model = try Autoencoder(
        shape: [4, 6], classes: 3,
        Architecture(
          trunk, latent: 2, BlockSettings(activation: .tanh), isVariational: true,
          condition: Condition(label: "genre", code: code, place: place)))
      #expect(model.isConditional)
      var generator = Generator(seed: 6)
      func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
      let x = Matrix(rows: 5, columns: 24, elements: draw(120))
      let noise = model.noise(rows: 5, seed: 1, stream: "test")
      let values = draw(model.layout.parameterCount).map { $0 / 2 }
      var gradients = [Float](repeating: 0, count: values.count)
      func loss(
        _ values: [Float], classes: [Int] = [2, 0, 1, 2, 2], _ gradients: inout [Float]
      ) -> Double {
        var pass = Pass(model.layout, seed: 2)
        return model.loss(
          of: x, classes: classes, noise: noise, Objective(reduction: .elbo, beta: 0.5),
          Parameters(model.layout, values: values), accumulatingInto: &gradients, &pass
        ).total
      }
      let told = loss(values, &gradients)
      var unused = gradients
      #expect(loss(values, classes: [1, 1, 1, 0, 0], &unused) != told)
      for _ in 0..<3 {
        let way = draw(values.count)
        func moved(_ h: Float) -> Double {
          var unused = gradients
          return loss(zip(values, way).map { $0 + h * $1 }, &unused)
        }
        let expected = (moved(0x1p-12) - moved(-0x1p-12)) / 0x1p-11
        let along = zip(gradients, way).map { Double($0) * Double($1) }
        let size = along.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(along.reduce(0, +) - expected) < 5e-3 * size)
      }
      // The encoder knows the label only where it is told.
      var pass = Pass(model.layout, seed: 2)
      let parameters = Parameters(model.layout, values: values)
      let (a, b) = (
        model.encode(x, classes: [0, 0, 0, 0, 0], parameters, &pass).mean,
        model.encode(x, classes: [1, 1, 1, 1, 1], parameters, &pass).mean
      )
      #expect((a == b) == (place == .decoder))
      let (c, d) = (
        model.decode(a, classes: [0, 0, 0, 0, 0], parameters, &pass),
        model.decode(a, classes: [1, 1, 1, 1, 1], parameters, &pass)
      )
      #expect((c == d) == (place == .encoder || place == .input))
    }
  }
}
