import Autoencoders
import Configuration
import Foundation
import LinearAlgebra
import NeuralNetwork
import Randomness
import Synchronization
import Testing

/// Stands for processes by threads, which meet at every sum.
private final class Meeting: Sendable {
  private struct State {
    var sums: [Double] = []
    var arrived = 0
    var meeting = 0
    /// Of the last two meetings: who leaves one late still finds it.
    var results: [[Double]] = [[], []]
  }

  private let count: Int
  private let state = Mutex(State())

  init(_ count: Int) { self.count = count }

  func process(_ rank: Int) -> Collective {
    Collective(
      rank: rank, count: count,
      sumFloats: { values in values = self.sum(values.map(Double.init)).map { Float($0) } },
      sumDoubles: { values in values = self.sum(values) })
  }

  private func sum(_ values: [Double]) -> [Double] {
    let meeting = state.withLock { state in
      state.sums = state.arrived == 0 ? values : zip(state.sums, values).map { $0 + $1 }
      state.arrived += 1
      defer {
        if state.arrived == count {
          state.results[state.meeting % 2] = state.sums
          state.meeting += 1
          state.arrived = 0
        }
      }
      return state.meeting
    }
    while state.withLock({ $0.meeting }) == meeting { usleep(1) }
    return state.withLock { $0.results[meeting % 2] }
  }
}

@Suite("Several processes")
struct SeveralProcessesTests {
  /// 70 rows near a plane, of 24 features and, for those who take it, a second set of 4.
  private static func rows(second: Bool) -> Matrix {
    var generator = Generator(seed: 1)
    let ways = (0..<48).map { _ in generator.normal() }
    var elements: [Float] = []
    for row in 0..<70 {
      let (a, b) = (generator.normal(), generator.normal())
      elements += (0..<24).map {
        Float(a * ways[$0] + b * ways[24 + $0] + 0.1 * generator.normal() + 3)
      }
      if second {
        let isThere: Float = row % 5 == 0 ? 0 : 1
        elements += (0..<4).map { isThere * Float(a * ways[$0]) } + [isThere]
      }
    }
    return Matrix(rows: 70, columns: elements.count / 70, elements: elements)
  }

  private static let parts = PartitionedRows(
    isTraining: (0..<70).map { $0 % 6 < 4 }, isValidation: (0..<70).map { $0 % 6 == 4 })

  /// Trains as a model file of this text says.
  private static func train(
    _ yaml: String, by processes: Collective = .alone, until step: Int = .max,
    resuming state: TrainingState? = nil
  ) throws -> TrainingState {
    let settings = try configuration(
      parsing: yaml, name: "model"
    ) { try ModelSettings($0) }.settings
    guard case .network(let architecture, let objective, let training) = settings.model else {
      preconditionFailure("a network")
    }
    let second = architecture.fusion != nil
    let model = try Autoencoder(
      shape: yaml.contains("channels") ? [4, 6] : [24], second: second ? 4 : 0, architecture)
    var run = try Training(
      model, on: rows(second: second), parts, objective, training, seed: 3, by: processes,
      resuming: state)
    while !run.isFinished, run.steps < step { try run.advance() }
    return run.checkpoint()
  }

  /// The same by several processes: the state of each.
  private static func train(
    _ yaml: String, processes count: Int, resuming state: TrainingState? = nil
  ) throws -> [TrainingState] {
    let meeting = Meeting(count)
    let states = Mutex<[Int: Result<TrainingState, any Error>]>([:])
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      Thread {
        let result = Result { try train(yaml, by: meeting.process(rank), resuming: state) }
        states.withLock { $0[rank] = result }
        group.leave()
      }.start()
    }
    group.wait()
    return try states.withLock { found in try (0..<count).compactMap { try found[$0]?.get() } }
  }

  private static let descent =
    "training: {optimizer: sgd, epochs: 6, batch: 9, learning_rate: 0.003}\n"

  /// 47 training rows: five batches of nine, and one of two, which three processes cannot share.
  ///
  /// By gradient descent, since Adam makes whole steps of the rounding of gradients that vanish, of
  /// which batch norm leaves some.
  @Test(arguments: [
    "kind: basic-vae\nhidden: [16, 8]\nlatent: 3\ndropout: 0.3\n",
    "kind: basic-vae\nhidden: [16]\nlatent: 3\nloss: {free_bits: 0.2, capacity: 2, reduction: mean}\n",
    "kind: conv-vae\nchannels: [4, 8]\nlatent: 3\nchannel_dropout: true\n",
    "kind: autoencoder\nhidden: [16]\nlatent: 3\nactivation: gelu\nloss: {reduction: sum}\n",
    "kind: vade\nhidden: [16]\nlatent: 3\nclusters: {count: 3}\npretraining: {epochs: 2}\n",
    "kind: idec\nhidden: [16]\nlatent: 3\nclusters: {count: 3}\npretraining: {epochs: 2}\n",
    "kind: multimodal-vae\nchannels: [4, 8]\nlatent: 3\n"
      + "fusion: {width: 8, heads: 2, reconstructs: both, hidden: 8}\n",
  ])
  func `Processes that share each batch train as one does`(yaml: String) throws {
    let one = try Self.train(yaml + Self.descent)
    for count in [2, 3] { expectSame(try Self.train(yaml + Self.descent, processes: count), one) }
  }

  @Test func `Processes that share each batch train as one does by AdamW, without batch norm`()
    throws
  {
    let yaml = """
      kind: basic-vae
      hidden: [16, 8]
      latent: 3
      batch_norm: false
      training: {epochs: 20, batch: 9, learning_rate: 0.003}

      """
    expectSame(try Self.train(yaml, processes: 2), try Self.train(yaml))
  }

  @Test func `A loss that compares the clips of a batch is computed by one process`() throws {
    #expect(throws: TrainingError.self) {
      try Self.train(
        "kind: basic-vae\nhidden: [8]\nlatent: 2\nloss: {variance: 1}\n" + Self.descent,
        by: Meeting(2).process(0))
    }
  }

  /// The same loss curve, and for all processes the same bits.
  private func expectSame(_ several: [TrainingState], _ one: TrainingState) {
    #expect(several.allSatisfy { $0 == several[0] })
    #expect(several[0].history.count == one.history.count)
    for (a, b) in zip(several[0].history, one.history) {
      for value in [\EpochRecord.training.total, \.validation.total] {
        let (a, b) = (a[keyPath: value], b[keyPath: value])
        #expect(abs(a - b) <= 1e-5 * abs(b), "\(several.count) processes: \(a), one: \(b)")
      }
    }
  }

  @Test func `A training of one process goes on by several`() throws {
    let yaml = "kind: basic-vae\nhidden: [16]\nlatent: 3\n" + Self.descent
    let one = try Self.train(yaml)
    let begun = try Self.train(yaml, until: 14)
    expectSame(try Self.train(yaml, processes: 2, resuming: begun), one)
  }
}
