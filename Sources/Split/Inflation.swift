import ArgumentParser
import Artifacts
import Foundation
import LeakageAudit
import StageKit

/// Compares leaky splits with fair ones.
struct Inflation: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Say how much better scores look when songs leak between parts.",
    discussion: "make leakage-study makes the runs and calls this.")

  @Option(
    help: ArgumentHelp(
      "Holds STRATEGY/seed-N with split.h5, models and scores of each run.", valueName: "folder"))
  var study: String
  @Option(help: ArgumentHelp("Where to write the comparison.", valueName: "inflation.h5"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let found = try LeakageStudy(reading: study)
    try LeakageArtifact(
      provenance: try Provenance(of: output, configuration: "", inputs: []),
      inflation: found.table
    ).write(to: output)
    for row in found.rows
    where ["ami", "nmi", "validation loss"].contains(row.score.metric) && row.score.level != "clip"
    {
      let what = [row.score.task, row.score.clustering, row.score.metric].filter { !$0.isEmpty }
      options.console.say(
        "\(row.score.model), \(what.joined(separator: ", ")): "
          + String(
            format: "%.3f by song, %.3f by %@ (%+.3f, 95 %% interval %+.3f to %+.3f, %d runs)",
            row.fair, row.other, row.split, row.other - row.fair, row.low, row.high, row.runs))
    }
  }
}
