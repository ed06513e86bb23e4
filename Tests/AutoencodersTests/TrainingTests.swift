import Autoencoders
import LinearAlgebra
import NeuralNetwork
import Randomness
import Testing

@Suite("Training")
struct TrainingTests {
  /// 60 rows of 20 features that lie near a plane of two dimensions.
  private let x: Matrix
  private let rows = PartitionedRows(
    isTraining: (0..<60).map { $0 % 6 < 4 }, isValidation: (0..<60).map { $0 % 6 == 4 })

  init() {
    var generator = Generator(seed: 1)
    let ways = (0..<40).map { _ in generator.normal() }
    var elements: [Float] = []
    for _ in 0..<60 {
      let (a, b) = (generator.normal(), generator.normal())
      elements += (0..<20).map {
        Float(a * ways[$0] + b * ways[20 + $0] + 0.05 * generator.normal())
      }
    }
    x = Matrix(rows: 60, columns: 20, elements: elements)
  }

  private func training(
    isVariational: Bool = true, seed: UInt64 = 42, threads: Int = 1, x: Matrix? = nil,
    resuming state: TrainingState? = nil, reduction: Reduction = .elbo,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> Training {
    var settings = TrainingSettings()
    settings.epochs = 12
    settings.learningRate = 0.01
    settings.batch = 13
    settings.clip = 5
    change(&settings)
    let model = try Autoencoder(
      shape: [20],
      Architecture(
        .dense([16]), latent: 2, BlockSettings(dropout: 0.1), isVariational: isVariational))
    return try Training(
      model, on: x ?? self.x, rows,
      ObjectiveSettings(reduction: reduction, beta: Annealing(final: 0.5, epochs: 4)),
      settings, seed: seed, threads: threads, resuming: state)
  }

  private func finished(_ training: consuming Training) throws -> TrainingState {
    while !training.isFinished { try training.advance() }
    return training.checkpoint()
  }

  @Test(arguments: [true, false])
  func `Training lowers the loss and reconstructs better than the mean`(isVariational: Bool) throws
  {
    let training = try training(isVariational: isVariational) { $0.epochs = 150 }
    let model = training.model
    let state = try finished(training)
    let (first, best) = (state.history[0], state.history[state.stopping.bestEpoch])
    #expect(best.objective < first.objective / 2)
    #expect(
      state.history.allSatisfy {
        isVariational ? $0.validation.divergence > 0 : $0.training.divergence == 0
      })
    // The variance of validation rows is what their mean leaves.
    let mean = (0..<20).map { j in rows.validation.reduce(0) { $0 + Double(x[$1, j]) } / 10 }
    let variance =
      rows.validation.reduce(0.0) { sum, row in
        sum
          + (0..<20).reduce(0) {
            $0 + (Double(x[row, $1]) - mean[$1]) * (Double(x[row, $1]) - mean[$1])
          }
      } / 10
    #expect(best.validation.reconstruction < variance / 2)
    let latents = try Latents(of: x, by: model, state)
    #expect(latents.mean.rows == 60 && latents.activeUnits(over: rows.training) == 2)
    #expect((latents.logVariance != nil) == isVariational)
    let divergence = latents.divergencePerDimension(over: rows.training)
    #expect(isVariational ? divergence?.allSatisfy { $0 > 0.1 } == true : divergence == nil)
  }

  @Test func `The same seed gives the same bits at any number of threads, another seed others`()
    throws
  {
    let one = try finished(training(threads: 1))
    #expect(try finished(training(threads: 2)) == one)
    #expect(try finished(training(seed: 43)).bestParameters != one.bestParameters)
  }

  @Test(arguments: [1, 3, 4, 17])
  func `An interrupted training ends in the same bits as an undisturbed one`(steps: Int) throws {
    var interrupted = try training()
    for _ in 0..<steps { try interrupted.advance() }
    let resumed = try training(threads: 2, resuming: interrupted.checkpoint())
    #expect(try finished(resumed) == finished(training()))
  }

  @Test func `Test rows change nothing, training and validation rows do`() throws {
    let reference = try finished(training())
    func changing(_ row: Int) throws -> TrainingState {
      var other = x
      other[row, 3] += 2
      return try finished(training(x: other))
    }
    #expect(try changing(5) == reference)
    #expect(try changing(4).history != reference.history)
    #expect(try changing(0).bestParameters != reference.bestParameters)
  }

  @Test func `Early stopping ends training and keeps the best epoch`() throws {
    let state = try finished(
      training {
        $0.epochs = 500
        $0.stoppingPatience = 3
        $0.learningRate = 0.05
      })
    #expect(state.epoch < 500 && state.stopping.bestEpoch == state.epoch - 4)
    #expect(state.history.count == state.epoch)
    let lowest = state.history.map(\.objective).min()
    #expect(state.history[state.stopping.bestEpoch].objective == lowest)
    #expect(state.bestParameters != state.parameters)
  }

  @Test func `The plateau rule lowers the rate`() throws {
    let state = try finished(
      training {
        $0.epochs = 60
        $0.schedule = .plateau(factor: 0.5, patience: 1)
        $0.stoppingPatience = 0
        $0.learningRate = 0.05
      })
    let rates = state.history.map(\.learningRate)
    #expect(rates[0] == 0.05 && rates[59] < 0.05)
    #expect(Set(rates).allSatisfy { rate in (0..<40).contains { rate == 0.05 / Double(1 << $0) } })
  }

  @Test func `Losses by sum are reported per row, as those by elbo`() throws {
    let (sum, elbo) = (try training(reduction: .sum), try training(reduction: .elbo))
    func first(_ training: consuming Training) throws -> EpochRecord {
      while training.state.epoch == 0 { try training.advance() }
      return training.state.history[0]
    }
    let (a, b) = (try first(sum), try first(elbo))
    #expect(abs(a.training.reconstruction / b.training.reconstruction - 1) < 0.2)
  }

  @Test func `What diverges is named with its place and a remedy`() throws {
    var other = x
    other[0, 0] = .infinity
    var training = try training(x: other) { $0.batch = 64 }
    let error = #expect(throws: TrainingError.self) { try training.advance() }
    let sentence = error?.description ?? ""
    #expect(sentence.contains("epoch 1, step 1") && sentence.contains("learning_rate"))
    #expect(sentence.contains("is not finite, first in the features"))
  }

  @Test func `A step that diverges leaves training as it was, and names the layer`() throws {
    var training = try training {
      $0.batch = 5
      $0.learningRate = 1e30
    }
    var before = training.checkpoint()
    let error = #expect(throws: TrainingError.self) {
      while true {
        before = training.checkpoint()
        try training.step()
      }
    }
    #expect(training.checkpoint() == before && training.isSound)
    let sentence = error?.description ?? ""
    #expect(sentence.contains(/first in (what|the gradient of) [a-z]+/), "\(sentence)")
  }

  @Test func `Too few rows, and the checkpoint of another network, are refused`() throws {
    let model = try Autoencoder(
      shape: [20],
      Architecture(.dense([4]), latent: 2, BlockSettings(dropout: 0.2), isVariational: true))
    let objective = ObjectiveSettings(
      reduction: .elbo, beta: Annealing(final: 1, epochs: 0))
    let alone = PartitionedRows(
      isTraining: (0..<60).map { $0 == 0 }, isValidation: (0..<60).map { $0 > 0 })
    #expect(throws: TrainingError.self) {
      try Training(model, on: x, alone, objective, TrainingSettings(), seed: 1)
    }
    let unwatched = PartitionedRows(
      isTraining: [Bool](repeating: true, count: 60),
      isValidation: [Bool](repeating: false, count: 60))
    #expect(throws: TrainingError.self) {
      try Training(model, on: x, unwatched, objective, TrainingSettings(), seed: 1)
    }
    let state = try training().checkpoint()
    #expect(throws: TrainingError.self) {
      try Training(model, on: x, rows, objective, TrainingSettings(), seed: 1, resuming: state)
    }
  }
}
