import ArgumentParser
import Artifacts
import LinearAlgebra
import StageKit

/// Merges the features of all shards.
struct Gather: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Merge the features of all shards, in order of song id.",
    discussion: """
      The result is the same however songs were divided into shards.

      Example:
        cantus-featurize gather --output features/mel.h5 features/mel/000.h5 features/mel/001.h5
      """)

  @Option(help: ArgumentHelp("Where to write the features of all songs.", valueName: "file"))
  var output: String
  @Argument(help: ArgumentHelp("The shards' features, from extract.", valueName: "shard"))
  var shards: [String]
  @OptionGroup var options: StageOptions

  func perform() throws {
    let shards = shards.sorted()
    var provenance = try Provenance(of: output, configuration: "", inputs: shards)
    let plan = try GatherPlan(of: shards)
    provenance.configuration = plan.configuration
    let progress = StageProgress("gathering", total: shards.count, on: options.console)
    Interruption.deferSignals()
    try FeaturesArtifact.write(
      to: output, provenance, axes: plan.axes, unit: plan.unit, sentences: plan.sentences
    ) { writer in
      for (shard, rows) in zip(shards, plan.rows) {
        let features = try FeaturesArtifact(reading: shard)
        for run in runs(of: rows, longest: max(1, largestRun / features.width)) {
          let block = try features.rows(run)
          try writer.write(block.elements.span, at: rows[run.lowerBound])
          try Interruption.check()
        }
        progress.advance()
      }
      progress.finish()
      return (plan.songs, plan.clips, plan.quarantine)
    }
    options.console.say(
      "\(output): \(counted(plan.clips.count, "clip")) of \(counted(plan.songs.count, "song")), "
        + "\(plan.quarantine.count) quarantined")
  }
}

/// Numbers that are copied at a time.
private let largestRun = 1 << 21

/// Ranges of rows that go to consecutive places.
private func runs(of places: [Int], longest: Int) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start = 0
  for row in places.indices {
    let next = row + 1
    if next == places.count || places[next] != places[row] + 1 || next - start == longest {
      runs.append(start..<next)
      start = next
    }
  }
  return runs
}
