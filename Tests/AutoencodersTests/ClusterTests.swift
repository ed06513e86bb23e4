import Autoencoders
import Foundation
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Networks with clusters")
struct ClusterTests {
  private static let classes = 4

  /// 240 rows of 10 features around four centres that lie apart, and their classes.
  private static func mixture(seed: UInt64) -> (x: Matrix, classes: [Int]) {
    var generator = Generator(seed: seed, stream: "mixture")
    let centres = (0..<(classes * 10)).map { _ in 2 * generator.normal() }
    let labels = (0..<240).map { $0 % classes }
    return (
      Matrix(
        rows: 240, columns: 10,
        elements: labels.flatMap { c in
          (0..<10).map { Float(centres[c * 10 + $0] + 0.4 * generator.normal()) }
        }), labels
    )
  }

  private static let rows = PartitionedRows(
    isTraining: (0..<240).map { $0 % 12 < 8 }, isValidation: (0..<240).map { $0 % 12 >= 8 })

  private static func trained(
    _ kind: ClusterSettings.Kind, on x: Matrix, seed: UInt64, threads: Int = 1,
    resuming state: TrainingState? = nil, steps: Int = .max, reconstructionWeight: Double = 1,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> (model: Autoencoder, training: Training) {
    let model = try Autoencoder(
      shape: [10],
      Architecture(
        .dense([16]), latent: 3, BlockSettings(), isVariational: kind == .mixture,
        clusters: ClusterSettings(kind, count: classes, starts: 5)))
    var settings = TrainingSettings()
    settings.epochs = 10
    settings.learningRate = 5e-3
    settings.batch = 20
    settings.clip = 5
    settings.pretraining = .init(epochs: 10, learningRate: 1e-2)
    change(&settings)
    var objective = ObjectiveSettings(
      reduction: .elbo, beta: Annealing(final: kind == .mixture ? 1 : 0, epochs: 5))
    objective.clusteringWeight = 1
    objective.reconstructionWeight = reconstructionWeight
    var training = try Training(
      model, on: x, rows, objective, settings, seed: seed, threads: threads, resuming: state)
    while !training.isFinished, training.steps < steps { try training.advance() }
    return (model, training)
  }

  /// The share of rows that the best pairing of clusters and classes explains; few of either.
  private static func accuracy(_ probabilities: Matrix, _ labels: [Int]) -> Double {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (i, label) in labels.enumerated() {
      let row = probabilities.row(i)
      let cluster = row.indices.reduce(0) { row[$1] > row[$0] ? $1 : $0 }
      counts[cluster][label] += 1
    }
    func best(_ cluster: Int, _ free: Set<Int>) -> Int {
      cluster == classes
        ? 0
        : free.map { counts[cluster][$0] + best(cluster + 1, free.subtracting([$0])) }.max() ?? 0
    }
    return Double(best(0, Set(0..<classes))) / Double(labels.count)
  }

  @Test func `A mixture prior finds separable classes in nine seeds of ten`() throws {
    let found = try (0..<10).count { seed in
      let (x, labels) = Self.mixture(seed: UInt64(seed))
      let (model, training) = try Self.trained(.mixture, on: x, seed: UInt64(seed))
      let latents = try Latents(of: x, by: model, training.checkpoint())
      return Self.accuracy(try #require(latents.clusters), labels) >= 0.95
    }
    #expect(found >= 9)
  }

  @Test(arguments: [0.0, 1.0])
  func `Centres find separable classes, reconstructing or not`(weight: Double) throws {
    let (x, labels) = Self.mixture(seed: 3)
    let (model, training) = try Self.trained(
      .centres, on: x, seed: 1, reconstructionWeight: weight)
    let state = training.checkpoint()
    let latents = try Latents(of: x, by: model, state)
    #expect(latents.logVariance == nil)
    #expect(Self.accuracy(try #require(latents.clusters), labels) >= 0.95)
    #expect(state.history.map(\.phase).contains(1))
    #expect(state.history.allSatisfy { ($0.phase == 1) == ($0.training.clustering > 0) })
  }

  @Test func `Probabilities draw nothing, sum to 1, and stay so far away from every component`()
    throws
  {
    let (x, _) = Self.mixture(seed: 1)
    let (model, training) = try Self.trained(.mixture, on: x, seed: 1) { $0.epochs = 1 }
    let state = training.checkpoint()
    let latents = try Latents(of: x, by: model, state)
    #expect(latents == (try Latents(of: x, by: model, state, threads: 2)))
    let parameters = Parameters(model.layout, values: state.bestParameters)
    var far = latents.mean
    for i in far.elements.indices { far.elements[i] = 1000 + 100 * far.elements[i] }
    for probabilities in [latents.clusters, model.clusterProbabilities(of: far, parameters)] {
      let probabilities = try #require(probabilities)
      for i in 0..<probabilities.rows {
        #expect(abs(probabilities.row(i).reduce(0, +) - 1) < 1e-5)
      }
    }
  }

  @Test func `A mixture starts with its clusters' shares and with variances, by their logarithms`()
    throws
  {
    let (x, labels) = Self.mixture(seed: 2)
    let (model, training) = try Self.trained(.mixture, on: x, seed: 1, steps: 1) {
      $0.pretraining = nil
    }
    // One step of the optimiser later, which moved no number by more than its rate.
    let parameters = training.checkpoint().parameters
    func slot(_ name: String) throws -> [Float] {
      let slot = try #require(model.layout.parameters.first { $0.name == name })
      return Array(parameters[slot.range])
    }
    let counts = Dictionary(grouping: Self.rows.training.indices) { labels[$0] }.mapValues(\.count)
    #expect(counts.values.allSatisfy { $0 == 40 })
    let logits = try slot("clusters.logits")
    expectClose(logits, [Float](repeating: Float(log(0.25)), count: 4), absolute: 0.7)
    let shares = logits.map { exp(Double($0)) }
    #expect(abs(shares.reduce(0, +) - 1) < 0.05)
    #expect(try slot("clusters.log_variance").allSatisfy { $0 > -9 && $0 < 3 })
  }

  @Test(arguments: [ClusterSettings.Kind.mixture, .centres], [1, 79, 80, 81, 100])
  func `An interrupted training ends in the same bits, whatever its phase`(
    kind: ClusterSettings.Kind, steps: Int
  ) throws {
    let (x, _) = Self.mixture(seed: 4)
    let whole = try Self.trained(kind, on: x, seed: 2).training.checkpoint()
    let part = try Self.trained(kind, on: x, seed: 2, steps: steps).training.checkpoint()
    #expect(part.steps == steps)
    let resumed = try Self.trained(kind, on: x, seed: 2, threads: 2, resuming: part)
    #expect(resumed.training.checkpoint() == whole)
    #expect(whole.phase == 1 && whole.history.count == whole.epoch)
  }

  @Test func `More clusters than training rows are refused in a sentence`() throws {
    let (x, _) = Self.mixture(seed: 4)
    let model = try Autoencoder(
      shape: [10],
      Architecture(
        .dense([4]), latent: 2, BlockSettings(), isVariational: true,
        clusters: ClusterSettings(.mixture, count: 200)))
    #expect(throws: TrainingError.self) {
      try Training(
        model, on: x, Self.rows,
        ObjectiveSettings(reduction: .elbo, beta: Annealing(final: 1, epochs: 0)),
        TrainingSettings(), seed: 1)
    }
  }
}
