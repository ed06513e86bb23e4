import ArgumentParser
import Autoencoders
import Configuration
import Foundation
import LinearAlgebra
import NeuralNetwork
import Randomness

/// Times training as `cantus-train` does it, on made-up clips in memory; for Benchmarks/train.py.
@main struct TrainingSteps: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training-steps",
    abstract: "Time the steps of training a model, or each layer of conv-vae.",
    subcommands: [Steps.self, Layers.self])
}

/// Steps of one model.
struct Steps: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print seconds to the first step, of each step, and the largest memory, as JSON.")

  @Argument(help: "The model file.") var model: String
  @Option(help: "Sizes of a clip's features, outermost first, such as 128,1292.") var shape: String
  @Option(help: "Features of a second set, which every clip has; 0 for models of one.")
  var second = 0
  @Option(help: "Clips to train on; one more is for validation.") var clips = 128
  @Option(help: "Steps after the first two.") var steps = 5
  @Option(help: "Workers.") var threads = 2

  func run() throws {
    let settings = try Configuration.configuration(reading: model) {
      try ModelSettings($0)
    }.settings
    guard case .network(let architecture, let objective, let training) = settings.model else {
      throw ValidationError("\(model) is not of a network")
    }
    let shape = self.shape.split(separator: ",").compactMap { Int($0) }
    var generator = Generator(seed: 1)
    let columns = shape.reduce(1, *)
    let x = Matrix(
      rows: clips + 1, columns: columns,
      elements: (0..<((clips + 1) * columns)).map { _ in Float(generator.uniform()) })
    let other = Matrix(
      rows: clips + 1, columns: second,
      elements: (0..<((clips + 1) * second)).map { _ in Float(generator.normal()) })
    let data: any FeatureRows =
      second > 0 ? JoinedRows(x, other, counts: [Int](repeating: 1, count: clips + 1)) : x
    let rows = PartitionedRows(
      isTraining: (0...clips).map { $0 > 0 }, isValidation: (0...clips).map { $0 == 0 })

    let begin = ContinuousClock.now
    let network = try Autoencoder(shape: shape, second: second, architecture)
    var run = try Training(
      network, on: data, rows, objective, training, seed: 1, threads: threads)
    let start = seconds(since: begin)
    var times: [Double] = []
    for _ in 0..<(steps + 2) {
      let begin = ContinuousClock.now
      try run.step()
      times.append(seconds(since: begin))
      if run.isEpochComplete { try run.endEpoch() }
    }
    let report = Report(
      parameters: network.layout.parameterCount, start: start, first: times[0],
      seconds: Array(times.dropFirst(2)), peak: try peakMemory())
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
  }

  private struct Report: Encodable {
    let parameters: Int
    /// Until the first step begins, and of that, in s.
    let start, first: Double
    /// Of each step after the second.
    let seconds: [Double]
    /// In MiB.
    let peak: Double
  }
}

func seconds(since begin: ContinuousClock.Instant) -> Double {
  (.now - begin) / .seconds(1)
}

/// The largest memory that this process had, in MiB.
private func peakMemory() throws -> Double {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return Double(line?.split(separator: " ").dropFirst().first ?? "").map { $0 / 1024 } ?? .nan
}
