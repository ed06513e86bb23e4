import Autoencoders
import HDF5
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Comparing clips")
struct ContrastTests {
  /// Clips of 40 songs, four of each, of 12 features: a song's own place, and much noise that all
  /// songs share; the song of each.
  private static func clips(seed: UInt64) -> (x: Matrix, songs: [Int]) {
    var generator = Generator(seed: seed)
    let places = (0..<(40 * 3)).map { _ in generator.normal() }
    let songs = (0..<160).map { $0 / 4 }
    return (
      Matrix(
        rows: 160, columns: 12,
        elements: songs.flatMap { song in
          (0..<12).map {
            Float(($0 < 3 ? places[song * 3 + $0] : 0) + ($0 < 3 ? 0.3 : 1) * generator.normal())
          }
        }), songs
    )
  }

  private static let rows = PartitionedRows(
    isTraining: (0..<160).map { $0 / 4 % 4 != 3 }, isValidation: (0..<160).map { $0 / 4 % 4 == 3 })

  private static func network(
    _ augmentation: AugmentationSettings = AugmentationSettings(), isVariational: Bool = false,
    shape: [Int] = [12]
  ) throws -> Autoencoder {
    try Autoencoder(
      shape: shape,
      Architecture(
        .dense([16]), latent: 4, BlockSettings(activation: .tanh), isVariational: isVariational,
        contrast: isVariational
          ? nil : ContrastSettings(projection: 6, temperature: 0.3, augmentation: augmentation)))
  }

  private static func objective() -> ObjectiveSettings {
    var objective = ObjectiveSettings(reduction: .elbo, beta: Annealing(final: 0, epochs: 0))
    objective.contrastWeight = 1
    objective.plainReconstructionWeight = 0
    return objective
  }

  private static func training(
    _ x: Matrix, _ songs: [Int], epochs: Int = 12, steps: Int = .max, threads: Int = 1,
    resuming state: TrainingState? = nil
  ) throws -> Training {
    var settings = TrainingSettings()
    (settings.epochs, settings.batch, settings.learningRate) = (epochs, 40, 5e-3)
    settings.stoppingPatience = 0
    var training = try Training(
      try network(), on: x, songs: songs, rows, objective(), settings, seed: 5, threads: threads,
      resuming: state)
    while !training.isFinished, training.steps < steps { try training.advance() }
    return training
  }

  @Test func `Losses of pairs and of spreads are those of their definitions`() throws {
    let file = try HDF5File(reading: fixture("training/contrast.h5"))
    func matrix(_ name: String, columns: Int) throws -> Matrix {
      let values = try file.reals(name).map { Float($0) }
      return Matrix(rows: values.count / columns, columns: columns, elements: values)
    }
    let songs = try file.integers("songs")
    let pairs = songContrast(
      of: try matrix("projection", columns: 5), songs: songs, temperature: 0.5)
    try expectClose([pairs.loss], file.reals("contrast"), relative: 1e-6)
    try expectClose(pairs.gradient.elements, file.reals("contrast_gradient"), relative: 1e-5)
    let spread = Spread(variance: 2, covariance: 3).loss(of: try matrix("latents", columns: 4))
    try expectClose([spread.loss], file.reals("spread"), relative: 1e-6)
    try expectClose(spread.dz.elements, file.reals("spread_gradient"), relative: 1e-5)
  }

  @Test func `Pairs that are alike and differ from the rest cost nothing; one row has no spread`() {
    let apart = Matrix(rows: 4, columns: 2, elements: [1, 0, 2, 0, -1, 0, -3, 0])
    #expect(songContrast(of: apart, songs: [0, 0, 1, 1], temperature: 0.05).loss < 1e-6)
    // With nothing to differ from, nothing is lost either.
    #expect(songContrast(of: apart, songs: [0, 0, 0, 0], temperature: 1).loss == 0)
    let one = Spread(variance: 1, covariance: 1).loss(of: Matrix(rows: 1, columns: 3))
    #expect(one.loss == 0 && one.dz.elements == [0, 0, 0])
  }

  @Test(arguments: [true, false], Reduction.allCases)
  func `The gradient is the derivative of the loss, with a spread of means and with pairs`(
    isVariational: Bool, reduction: Reduction
  ) throws {
    let model = try Self.network(isVariational: isVariational)
    let (x, songs) = Self.clips(seed: 2)
    let batch = x.gathering(rows: Array(0..<12))
    let noise = model.noise(rows: 12, seed: 1, stream: "test")
    var objective = Objective(reduction: reduction, beta: isVariational ? 0.5 : 0)
    objective.contrastWeight = 0.7
    objective.spread = Spread(variance: 2, covariance: 0.5)
    var generator = Generator(seed: 6)
    let values = (0..<model.layout.parameterCount).map { _ in Float(generator.normal() / 3) }
    var gradients = [Float](repeating: 0, count: values.count)
    func loss(_ values: [Float], _ gradients: inout [Float]) -> Loss {
      var pass = Pass(model.layout, seed: 2, threads: 2)
      return model.loss(
        of: batch, songs: Array(songs[..<12]), noise: noise, objective,
        Parameters(model.layout, values: values), accumulatingInto: &gradients, &pass)
    }
    let first = loss(values, &gradients)
    #expect((first.contrast > 0) == !isVariational && first.spread > 0)
    for _ in 0..<4 {
      let way = values.map { _ in Float(generator.normal()) }
      func moved(_ h: Float) -> Double {
        var unused = gradients
        return loss(zip(values, way).map { $0 + h * $1 }, &unused).total
      }
      let expected = (moved(0x1p-12) - moved(-0x1p-12)) / 0x1p-11
      let along = zip(gradients, way).map { Double($0) * Double($1) }
      let size = along.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(along.reduce(0, +) - expected) < 1e-2 * size)
    }
  }

  @Test func `What songs keep is found under noise, on songs that were not trained on`() throws {
    let (x, songs) = Self.clips(seed: 3)
    let training = try Self.training(x, songs, epochs: 80)
    let history = training.state.history
    let best = history.map(\.validation.contrast).min() ?? .infinity
    #expect(best < 0.85 * history[0].validation.contrast)
    #expect(history.allSatisfy { $0.training.reconstruction == 0 })
    let z = try Latents(of: x, by: training.model, training.checkpoint()).mean
    // The variance between songs over all of it, of features and of latents.
    func share(_ x: Matrix) -> Double {
      var (between, all) = (0.0, 0.0)
      for j in 0..<x.columns {
        let values = Self.rows.validation.map { Double(x[$0, j]) }
        let mean = values.reduce(0, +) / Double(values.count)
        for start in stride(from: 0, to: values.count, by: 4) {
          let own = values[start..<(start + 4)]
          let middle = own.reduce(0, +) / 4
          between += 4 * (middle - mean) * (middle - mean)
          all += own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
      }
      return between / all
    }
    #expect(share(z) > 1.5 * share(x))
  }

  @Test(arguments: [1, 3, 4])
  func `An interrupted comparison ends in the same bits, at any number of threads`(
    steps: Int
  ) throws {
    let (x, songs) = Self.clips(seed: 4)
    let whole = try Self.training(x, songs).checkpoint()
    let part = try Self.training(x, songs, steps: steps, threads: 2).checkpoint()
    #expect(part.steps == steps)
    #expect(try Self.training(x, songs, threads: 2, resuming: part).checkpoint() == whole)
  }

  @Test func `Changes to clips are drawn anew each step, and leave what is encoded alone`() throws {
    var augmentation = AugmentationSettings()
    (augmentation.gain, augmentation.noise, augmentation.dropped) = (0.5, 0.2, 0.2)
    (augmentation.timeMasks, augmentation.frequencyMasks, augmentation.pitchShift) = (1, 1, 2)
    let (x, songs) = Self.clips(seed: 4)
    var settings = TrainingSettings()
    (settings.epochs, settings.batch, settings.learningRate) = (3, 40, 1e-12)
    settings.weightDecay = 0
    func losses(_ augmentation: AugmentationSettings) throws -> [Double] {
      var training = try Training(
        try Self.network(augmentation, shape: [3, 4]), on: x, songs: songs, Self.rows,
        Self.objective(), settings, seed: 5)
      while !training.isFinished { try training.advance() }
      return training.state.history.map(\.training.contrast)
    }
    var nothing = AugmentationSettings()
    nothing.noise = 0
    let (changed, same) = (try losses(augmentation), try losses(augmentation))
    #expect(changed == same)
    #expect(Set(changed).count == 3)
    #expect(try losses(nothing) != changed)
  }

  @Test func `A song of one clip is compared with itself, and one song is no training`() throws {
    let (x, _) = Self.clips(seed: 5)
    let alone = try Self.training(x, Array(0..<160))
    #expect(alone.state.history.allSatisfy { $0.training.contrast.isFinite })
    let together = try Self.training(x, Array(repeating: 0, count: 160))
    #expect(together.state.history.allSatisfy { $0.training.contrast == 0 })
  }
}
