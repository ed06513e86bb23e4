import ArgumentParser
import StageKit

/// How far a network is trained, how often that is kept and what memory it may take; none of it
/// changes what is learned until then.
struct TrainingLimits: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Minutes between checkpoints; 0 for one after every step.", valueName: "number"))
  var checkpointMinutes = 10.0

  @Option(
    help: ArgumentHelp(
      "Stop after this many steps of the optimiser; the model says so.", valueName: "number"))
  var maxSteps: Int?

  @Option(
    help: ArgumentHelp(
      """
      Most memory to take, such as 8G: features that do not fit are read from their file batch by \
      batch, with the same result. (default: what Slurm gives, else four fifths of the machine's)
      """, valueName: "size"))
  private var memory: MemorySize?

  /// Most memory to take.
  var memoryLimit: MemorySize { memory ?? .available }

  func validate() throws {
    guard checkpointMinutes >= 0, checkpointMinutes <= 1e6 else {
      throw ValidationError("--checkpoint-minutes must be a number from 0 to 1000000.")
    }
    if let maxSteps, maxSteps < 1 {
      throw ValidationError("--max-steps must be at least 1.")
    }
  }
}
