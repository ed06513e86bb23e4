import Autoencoders
import LinearAlgebra
import NeuralNetwork
import Randomness
import Testing

@Suite("Two feature sets")
struct FusionTests {
  private static func settings(
    width: Int = 8, heads: Int = 2, sides: FusionSettings.Sides,
    gate: FusionSettings.Gate = .none, dropout: Double = 0
  ) -> FusionSettings {
    var settings = FusionSettings()
    (settings.width, settings.heads) = (width, heads)
    (settings.attention, settings.reconstructs) = (sides, sides)
    settings.hidden = 6
    (settings.gate, settings.dropout) = (gate, dropout)
    return settings
  }

  private static let trunks: [([Int], Architecture.Trunk)] = [
    ([6, 9], .convolutional(ConvolutionalTrunk(.two, channels: [3, 4]))),
    ([6, 9], .convolutional(ConvolutionalTrunk(.two, channels: [3, 8]))),
    ([7], .dense([5])),
  ]

  private static func network(
    _ trunk: ([Int], Architecture.Trunk), _ sides: FusionSettings.Sides,
    gate: FusionSettings.Gate = .none, dropout: Double = 0
  ) throws -> Autoencoder {
    try Autoencoder(
      shape: trunk.0, second: 4,
      Architecture(
        trunk.1, latent: 2, BlockSettings(activation: .tanh), isVariational: true,
        fusion: settings(sides: sides, gate: gate, dropout: dropout)))
  }

  /// Rows of both sets; those whose number is a multiple of 3 have no second.
  private static func rows(_ count: Int, of model: Autoencoder, seed: UInt64) -> Matrix {
    var generator = Generator(seed: seed)
    var x = Matrix(
      rows: count, columns: model.inputs,
      elements: (0..<(count * model.inputs)).map { _ in Float(generator.normal()) })
    for i in 0..<count {
      let isPresent = i % 3 != 0
      x[i, model.inputs - 1] = isPresent ? 1 : 0
      if !isPresent { for j in model.features..<(model.inputs - 1) { x[i, j] = 0 } }
    }
    return x
  }

  @Test func `Study A's fusion over a vector of lyrics has its number of parameters`() throws {
    func count(_ sides: FusionSettings.Sides) throws -> Int {
      var fusion = FusionSettings()
      (fusion.attention, fusion.reconstructs) = (sides, sides)
      return try Autoencoder(
        shape: [128, 1292], second: 768,
        Architecture(
          .convolutional(ConvolutionalTrunk(.two, channels: [32, 64, 128, 256])), latent: 128,
          BlockSettings(dropout: 0.2), isVariational: true, fusion: fusion)
      ).layout.parameterCount
    }
    // Attention both ways, and a decoder of the lyrics.
    #expect(try count(.both) == 23_830_849)
    // Audio asks the lyrics, and is reconstructed alone.
    #expect(try count(.first) == 23_830_849 - 263_168 - 512 - 460_032)
  }

  @Test(arguments: [0, 1, 2], FusionSettings.Sides.allCases)
  func `The gradient is the derivative of the loss, with and without a second set`(
    trunk: Int, sides: FusionSettings.Sides
  ) throws {
    try expectGradient(of: Self.network(Self.trunks[trunk], sides))
  }

  @Test(arguments: FusionSettings.Gate.allCases, [0, 0.6])
  func `The gradient goes through gates, and through rows that lose a set`(
    gate: FusionSettings.Gate, dropout: Double
  ) throws {
    for trunk in [0, 2] {
      try expectGradient(
        of: Self.network(Self.trunks[trunk], .both, gate: gate, dropout: dropout))
    }
  }

  private func expectGradient(of model: Autoencoder) throws {
    let x = Self.rows(5, of: model, seed: 3)
    var generator = Generator(seed: 6)
    let noise = model.noise(rows: 5, seed: 1, stream: "test")
    let values = (0..<model.layout.parameterCount).map { _ in Float(generator.normal() / 2) }
    var gradients = [Float](repeating: 0, count: values.count)
    func loss(_ values: [Float], _ gradients: inout [Float]) -> Double {
      var pass = Pass(model.layout, seed: 2, threads: 2)
      return model.loss(
        of: x, noise: noise, Objective(reduction: .elbo, beta: 0.5),
        Parameters(model.layout, values: values), accumulatingInto: &gradients, &pass
      ).total
    }
    _ = loss(values, &gradients)
    for _ in 0..<4 {
      let way = values.map { _ in Float(generator.normal()) }
      func moved(_ h: Float) -> Double {
        var unused = gradients
        return loss(zip(values, way).map { $0 + h * $1 }, &unused)
      }
      let expected = (moved(0x1p-12) - moved(-0x1p-12)) / 0x1p-11
      let along = zip(gradients, way).map { Double($0) * Double($1) }
      let size = along.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(along.reduce(0, +) - expected) < 1e-2 * size)
    }
  }

  @Test func `Latents look at the second set where there is one, and nowhere else`() throws {
    let model = try Self.network(Self.trunks[0], .both)
    #expect(model.isMultimodal && model.features == 54 && model.inputs == 54 + 4 + 1)
    let parameters = Parameters(model.layout, seed: 1)
    var pass = Pass(model.layout, seed: 1)
    let x = Self.rows(6, of: model, seed: 3)
    var changed = x
    for i in 0..<6 { for j in 54..<58 { changed[i, j] += 1 } }
    let (before, after) = (
      model.encode(x, parameters, &pass).mean, model.encode(changed, parameters, &pass).mean
    )
    for i in 0..<6 { #expect((before.row(i) == after.row(i)) == (i % 3 == 0)) }
    #expect(model.decode(before, parameters, &pass).columns == 54)
  }

  @Test func `In use nothing is lost, and a gate that starts even changes nothing`() throws {
    let plain = try Self.network(Self.trunks[2], .first)
    let thinning = try Self.network(Self.trunks[2], .first, gate: .share, dropout: 0.9)
    let x = Self.rows(6, of: plain, seed: 3)
    func encoded(_ model: Autoencoder) -> Matrix {
      var values = [Float](repeating: 0, count: model.layout.parameterCount)
      for slot in model.layout.parameters where slot.name != "fusion.share" {
        var generator = Generator(seed: 1, stream: slot.name)
        for i in slot.range { values[i] = Float(generator.normal() / 3) }
      }
      var pass = Pass(model.layout, seed: 1)
      return model.encode(x, Parameters(model.layout, values: values), &pass).mean
    }
    #expect(encoded(plain) == encoded(thinning))
    #expect(plain.share(Parameters(plain.layout, seed: 1)) == nil)
    #expect(thinning.share(Parameters(thinning.layout, seed: 1)) == 0.5)
  }

  @Test func `Rows are joined with what they have, in any order`() throws {
    let first = Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6])
    let second = Matrix(rows: 3, columns: 1, elements: [7, 0, 9])
    let joined = JoinedRows(first, second, isPresent: [true, false, true])
    var x = Matrix(rows: 2, columns: 4)
    try joined.copy([2, 1], to: &x, threads: 1)
    #expect(x.elements == [5, 6, 9, 1, 3, 4, 0, 0])
    #expect(joined.rows == 3 && joined.columns == 4)
  }
}
