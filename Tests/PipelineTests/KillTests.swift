import Foundation
import TestSupport
import Testing

@Suite("Killed stages", .enabled(if: SmallExperiment.programsAreBuilt), .serialized)
struct KillTests {
  static let stages = ["ingest", "featurize", "split", "train", "evaluate", "report"]

  /// Kills every stage's make and all its children at several moments; whatever exists then is
  /// whole, and the same command ends with the bytes of an undisturbed run.
  @Test func `Any stage may be killed at any moment`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      var duration: [String: Double] = [:]
      for stage in Self.stages {
        let start = Date()
        let outcome = try experiment.make(stage)
        #expect(outcome.status == 0, "\(stage): \(outcome.errors)")
        duration[stage] = Date().timeIntervalSince(start)
      }
      let undisturbed = try experiment.artifacts()

      var kills = 0
      for stage in Self.stages {
        for moment in [0.2, 0.5, 0.8] {
          let killed = try experiment.make(
            stage, data: "killed", within: max(0.02, moment * (duration[stage] ?? 1)))
          kills += killed.status == 137 ? 1 : 0
          for (name, bytes) in try experiment.artifacts("killed") where !name.hasSuffix("csv") {
            #expect(bytes == undisturbed[name], "\(name), after \(stage) was killed")
          }
        }
        let again = try experiment.make(stage, data: "killed")
        #expect(again.status == 0, "\(stage): \(again.errors)")
      }
      #expect(kills >= Self.stages.count, "only \(kills) kills came in time")
      let after = try experiment.artifacts("killed")
      #expect(after.keys.sorted() == undisturbed.keys.sorted())
      for (name, bytes) in undisturbed { #expect(after[name] == bytes, "\(name) differs") }
    }
  }

  /// Kills the program itself, as want of memory would, while its workers decode.
  @Test func `Nothing goes on working when decoding is killed`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("ingest", "SHARDS=1").status == 0)
      let outcome = try SmallExperiment.run(
        "/bin/sh",
        [
          "-c",
          """
          "$@" & parent=$!
          until workers=$(cat /proc/$parent/task/*/children) && [ -n "$workers" ]; do
            kill -0 $parent || exit 1
          done
          kill -9 $parent
          sleep 2
          for worker in $workers; do grep '^State:.[^Z]' /proc/$worker/status; done
          exit 0
          """, "sh", "bin/cantus-ingest", "decode",
          "--configuration", experiment.path("data/small/decoding.yaml"),
          "--corpus", experiment.path("corpus"),
          "--songs", experiment.path("data/small/songs/000.csv"),
          "--output", experiment.path("data/small/audio/000.h5"),
        ])
      #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)")
    }
  }
}
