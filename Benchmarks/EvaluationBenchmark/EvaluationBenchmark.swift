import ArgumentParser
import Configuration
import Foundation
import LinearAlgebra

/// Times one piece of what cantus-evaluate does, for Benchmarks/evaluate_*.py to compare with others.
@main struct EvaluationBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "EvaluationBenchmark",
    abstract: "Time a piece of work on rows of numbers; print seconds as JSON.")

  @Option(help: ArgumentHelp("What to do.", valueName: "work.yaml"))
  var work: String
  @Option(help: ArgumentHelp("Rows of 32-bit floats.", valueName: "rows.f32"))
  var data: String
  @Option(help: "Numbers of a row.")
  var columns: Int
  @Option(help: "Workers.")
  var threads = 2
  @Option(help: "How often.")
  var repeats = 3
  @Option(help: ArgumentHelp("Where to write what came out, 64-bit floats.", valueName: "out.f64"))
  var output: String

  func run() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: data)))
    var elements: [Float] = []
    elements.reserveCapacity(bytes.count / 4)
    for place in stride(from: 0, to: bytes.count, by: 4) {
      let word = bytes[place..<(place + 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      elements.append(Float(bitPattern: word))
    }
    let x = Matrix(rows: elements.count / columns, columns: columns, elements: elements)
    let work = try Configuration.configuration(reading: work) { try Work(reading: $0) }
      .settings
    var seconds: [Double] = []
    var result: [Double] = []
    for _ in 0..<repeats {
      let start = ContinuousClock.now
      result = try work.run(x, threads: threads)
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    let words = result.flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    try Data(words).write(to: URL(fileURLWithPath: output))
    print(#"{"seconds": \#(seconds)}"#)
  }
}
