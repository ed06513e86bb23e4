public import ArgumentParser
internal import Foundation

/// The options that every program has.
public struct StageOptions: ParsableArguments {
  @Option(
    help:
      "Number of workers; results do not depend on it. (default: SLURM_CPUS_PER_TASK, else all cores)"
  )
  var threads: Int?

  @Flag(name: .shortAndLong, help: "Say nothing but warnings and errors.")
  var quiet = false

  /// Whether only what the work takes is asked for.
  @Flag(help: "Say what this would take, in memory and time, and stop.")
  public var estimate = false

  @Flag(help: "Say everything as one JSON object a line, on standard error.")
  var json = false

  /// Creates the options for parsing.
  public init() {}

  /// Checks the number of workers.
  public func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be a whole number from 1 to 1024.")
    }
  }

  /// Number of workers, ≥ 1.
  public var threadCount: Int {
    let count = threads ?? Launch.processors ?? ProcessInfo.processInfo.activeProcessorCount
    return min(max(count, 1), 1024)
  }

  /// Where messages and progress go; of several processes, the first tells of all.
  public var console: Console { Console(quiet: quiet || Launch.processNumber > 0, json: json) }
}
