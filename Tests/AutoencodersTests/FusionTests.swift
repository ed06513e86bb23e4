import Autoencoders
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
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
    _ trunk: ([Int], Architecture.Trunk), _ sides: FusionSettings.Sides, tokens: Int = 1,
    gate: FusionSettings.Gate = .none, dropout: Double = 0
  ) throws -> Autoencoder {
    try Autoencoder(
      shape: trunk.0, second: 4, tokens: tokens,
      Architecture(
        trunk.1, latent: 2, BlockSettings(activation: .tanh), isVariational: true,
        fusion: settings(sides: sides, gate: gate, dropout: dropout)))
  }

  /// Rows of both sets. Those whose number is a multiple of 3 have no second; where there is room for
  /// several tokens, the others have 1, 2, … of them in turn.
  private static func rows(_ count: Int, of model: Autoencoder, seed: UInt64) -> Matrix {
    var generator = Generator(seed: seed)
    var x = Matrix(
      rows: count, columns: model.inputs,
      elements: (0..<(count * model.inputs)).map { _ in Float(generator.normal()) })
    let room = (model.inputs - model.features - 1) / 4
    for i in 0..<count {
      let tokens = i % 3 == 0 ? 0 : 1 + i % room
      x[i, model.inputs - 1] = Float(tokens)
      for j in (model.features + 4 * tokens)..<(model.inputs - 1) { x[i, j] = 0 }
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
    for tokens in [1, 3] {
      try expectGradient(of: Self.network(Self.trunks[trunk], sides, tokens: tokens))
    }
  }

  @Test(arguments: FusionSettings.Gate.allCases, [0, 0.6])
  func `The gradient goes through gates, and through rows that lose a set`(
    gate: FusionSettings.Gate, dropout: Double
  ) throws {
    for (trunk, tokens) in [(0, 1), (0, 3), (2, 1), (2, 2)] {
      try expectGradient(
        of: Self.network(
          Self.trunks[trunk], .both, tokens: tokens, gate: gate, dropout: dropout))
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

  @Test(arguments: FusionSettings.Sides.allCases)
  func `What lies in tokens that are not there changes neither latents, nor loss, nor gradient`(
    sides: FusionSettings.Sides
  ) throws {
    for trunk in [0, 2] {
      let model = try Self.network(Self.trunks[trunk], sides, tokens: 3, gate: .features)
      let x = Self.rows(7, of: model, seed: 3)
      var changed = x
      for i in 0..<7 {
        let known = model.features + 4 * Int(x[i, model.inputs - 1])
        for j in known..<(model.inputs - 1) { changed[i, j] = 1e4 * Float(j) }
      }
      #expect(changed != x)
      let (before, after) = (outcome(of: model, on: x), outcome(of: model, on: changed))
      #expect(before.latents == after.latents)
      #expect(before.losses == after.losses && before.losses.allSatisfy(\.isFinite))
      #expect(before.gradients == after.gradients)
    }
  }

  @Test(arguments: FusionSettings.Sides.allCases)
  func `A network of one token is that of several of which the others are never there`(
    sides: FusionSettings.Sides
  ) throws {
    let one = try Self.network(Self.trunks[1], sides)
    let many = try Self.network(Self.trunks[1], sides, tokens: 4)
    #expect(one.layout.parameters == many.layout.parameters)
    let x = Self.rows(6, of: one, seed: 3)
    var wide = Matrix(rows: 6, columns: many.inputs)
    for i in 0..<6 {
      for j in 0..<(one.inputs - 1) { wide[i, j] = x[i, j] }
      wide[i, many.inputs - 1] = x[i, one.inputs - 1]
    }
    let (expected, found) = (outcome(of: one, on: x), outcome(of: many, on: wide))
    expectClose(found.latents.elements, expected.latents.elements, relative: 1e-6)
    expectClose(found.losses, expected.losses, relative: 1e-6)
    expectClose(found.gradients, expected.gradients, relative: 1e-5)
  }

  @Test func `Tokens are a set: their order does not matter, nor that one is there twice`() throws {
    let model = try Self.network(Self.trunks[0], .both, tokens: 3)
    var x = Self.rows(5, of: model, seed: 3)
    let tokens = (0..<3).map { model.features + 4 * $0 }
    var generator = Generator(seed: 4)
    for i in 0..<5 {
      x[i, model.inputs - 1] = 2
      for j in 0..<8 { x[i, tokens[0] + j] = Float(generator.normal()) }
    }
    var (swapped, one, twice) = (x, x, x)
    for i in 0..<5 {
      one[i, model.inputs - 1] = 1
      for j in 0..<4 {
        (swapped[i, tokens[0] + j], swapped[i, tokens[1] + j]) =
          (x[i, tokens[1] + j], x[i, tokens[0] + j])
        twice[i, tokens[1] + j] = x[i, tokens[0] + j]
      }
    }
    func latents(_ x: Matrix) -> [Float] { outcome(of: model, on: x).latents.elements }
    expectClose(latents(swapped), latents(x), relative: 1e-5)
    expectClose(latents(twice), latents(one), relative: 1e-5)
    #expect(zip(latents(x), latents(one)).contains { abs($0 - $1) > 1e-3 })
  }

  /// What a network of random parameters makes of rows: latents, the losses in use and in training,
  /// and the gradient.
  private func outcome(
    of model: Autoencoder, on x: Matrix
  ) -> (latents: Matrix, losses: [Double], gradients: [Float]) {
    var generator = Generator(seed: 6)
    let parameters = Parameters(
      model.layout,
      values: (0..<model.layout.parameterCount).map { _ in Float(generator.normal() / 2) })
    let noise = model.noise(rows: x.rows, seed: 1, stream: "test")
    let objective = Objective(reduction: .elbo, beta: 0.5)
    var gradients = [Float](repeating: 0, count: model.layout.parameterCount)
    var pass = Pass(model.layout, seed: 2, threads: 2)
    let latents = model.encode(x, parameters, &pass).mean
    let losses = [
      model.loss(of: x, noise: noise, objective, parameters, &pass).total,
      model.loss(
        of: x, noise: noise, objective, parameters, accumulatingInto: &gradients, &pass
      ).total,
    ]
    return (latents, losses, gradients)
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
    let joined = JoinedRows(first, second, counts: [1, 0, 1])
    var x = Matrix(rows: 2, columns: 4)
    try joined.copy([2, 1], to: &x, threads: 1)
    #expect(x.elements == [5, 6, 9, 1, 3, 4, 0, 0])
    #expect(joined.rows == 3 && joined.columns == 4)
    try joined.firstAlone.copy([2, 1], to: &x, threads: 1)
    #expect(x.elements == [5, 6, 0, 0, 3, 4, 0, 0])
    try joined.secondAlone.copy([2, 1], to: &x, threads: 1)
    #expect(x.elements == [0, 0, 9, 1, 0, 0, 0, 0])
    let several = JoinedRows(
      first, Matrix(rows: 3, columns: 2, elements: [7, 8, 0, 0, 9, 0]), counts: [2, 0, 1])
    var wide = Matrix(rows: 3, columns: 5)
    try several.copy([0, 1, 2], to: &wide, threads: 1)
    #expect(wide.elements == [1, 2, 7, 8, 2, 3, 4, 0, 0, 0, 5, 6, 9, 0, 1])
  }
}
