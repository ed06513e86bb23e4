import Foundation
import StageKit

/// What training takes, in seconds: for the log only, since artifacts hold no times.
struct TrainingTimes {
  private let start = ContinuousClock.now
  private var untilFirstStep: Double?
  private var epochStart = ContinuousClock.now
  private var stepsOfEpoch = 0
  private var steps: [Double] = []

  /// Measures one step of the optimiser.
  mutating func measureStep(_ body: () throws -> Void) rethrows {
    let begin = ContinuousClock.now
    if untilFirstStep == nil {
      untilFirstStep = (begin - start).seconds
      epochStart = begin
    }
    try body()
    steps.append((ContinuousClock.now - begin).seconds)
    stepsOfEpoch += 1
  }

  /// Ends an epoch.
  ///
  /// - Returns: Its seconds, validation included, and how many steps it took since the start.
  mutating func endEpoch() -> (seconds: Double, steps: Int) {
    let now = ContinuousClock.now
    defer { (epochStart, stepsOfEpoch) = (now, 0) }
    return ((now - epochStart).seconds, stepsOfEpoch)
  }

  /// Says what steps took, if there were any.
  func report(on console: Console) {
    guard let untilFirstStep, !steps.isEmpty else { return }
    let ordered = steps.sorted()
    let (median, total) = (ordered[ordered.count / 2], steps.reduce(0, +))
    console.report(
      "timing",
      [
        "seconds_until_first_step": untilFirstStep, "steps": Double(steps.count),
        "seconds": total, "step_median": median, "step_fastest": ordered[0],
        "step_slowest": ordered[ordered.count - 1],
      ],
      "\(steps.count) steps in \(duration(total)), \(duration(median)) a step (median)")
  }
}

extension Duration {
  /// In seconds.
  var seconds: Double { self / .seconds(1) }
}
