import Foundation
import TestSupport
import Testing

@Suite("Interrupted stages", .enabled(if: SmallExperiment.programsAreBuilt), .serialized)
struct InterruptionTests {
  /// A scheduler signals every process of a job, the workers too.
  @Test(arguments: ["TERM", "USR1", "INT"])
  func `Decoding that is stopped leaves nothing, and does the same when run again`(
    signal: String
  ) throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("ingest", "SHARDS=1").status == 0)
      let audio = experiment.path("data/small/audio/000.h5")
      let expected = try Data(contentsOf: URL(filePath: audio))
      try FileManager.default.removeItem(atPath: audio)
      let command = [
        "bin/cantus-ingest", "decode", "--threads", "1", "--configuration",
        experiment.path("data/small/decoding.yaml"), "--corpus", experiment.path("corpus"),
        "--songs", experiment.path("data/small/songs/000.csv"), "--output", audio,
      ]
      let stopped = try SmallExperiment.run(
        "/bin/bash",
        [
          "-c",
          """
          # Children that a shell does not wait for ignore SIGINT, unless it has job control.
          set -m
          "$@" & parent=$!
          until workers=$(cat /proc/$parent/task/*/children) && [ -n "$workers" ]; do
            kill -0 $parent || exit 1
          done
          kill -\(signal) $parent $workers
          wait $parent
          """, "bash",
        ] + command)
      #expect(stopped.status == 75, "\(stopped.errors)")
      #expect(stopped.errors.contains("run the same command again"), "\(stopped.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: experiment.path("data/small/audio"))
          == [])
      #expect(try SmallExperiment.run(command[0], Array(command.dropFirst())).status == 0)
      #expect(try Data(contentsOf: URL(filePath: audio)) == expected)
    }
  }

  @Test func `Decoded songs wait on a disk of the job's own, where there is one`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("ingest").status == 0)
      let scratch = experiment.path("scratch")
      #expect(
        try experiment.make(
          "ingest", data: "other", environment: ["SLURM_TMPDIR": "/proc/no/such"]
        ).status == 2)
      try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: false)
      let outcome = try experiment.make(
        "ingest", data: "other", environment: ["SLURM_TMPDIR": scratch])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try experiment.artifacts("other") == experiment.artifacts())
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch) == [])
    }
  }

  @Test func `An estimate says what work would take, and does none of it`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let made = try experiment.make("report", "SHARDS=1")
      #expect(made.status == 0, "\(made.errors)")
      let before = try experiment.artifacts()

      for (work, said) in [
        ("ingest decode", "the shard"), ("featurize extract", "the shard"),
        ("train --configuration", "the training"), ("evaluate", "the evaluation"),
      ] {
        let command = try #require(
          made.output.replacing("\\\n", with: " ").split(separator: "\n").last {
            $0.contains("bin/cantus-\(work)")
          }, "\(made.output)")
        let estimate = try SmallExperiment.run("/bin/bash", ["-c", "\(command) --estimate"])
        #expect(estimate.status == 0, "\(estimate.errors)")
        for line in ["memory ", said] {
          #expect(estimate.output.contains("\n\(line)"), "\(estimate.output)")
        }
      }
      let report = try SmallExperiment.run(
        "bin/cantus-report",
        ["--experiment", experiment.path("data/small"), "--output", "none.html", "--estimate"])
      #expect(report.status == 64 && report.errors.contains("this takes little"))
      #expect(try experiment.artifacts() == before)
    }
  }

  @Test func `A job waits for a file that another machine has just made, others do not`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("featurize", "SHARDS=1").status == 0)
      let shard = experiment.path("data/small/features/mfcc/000.h5")
      let late = experiment.path("late.h5")
      let gather = ["gather", "--output", experiment.path("all.h5"), late]
      let missing = try SmallExperiment.run("bin/cantus-featurize", gather)
      #expect(missing.status == 66, "\(missing.errors)")
      let patient = try SmallExperiment.run(
        "/bin/sh",
        [
          "-c", #"(sleep 2; mv "$0" "$1") & shift; "$@""#, shard, late, "bin/cantus-featurize",
        ] + gather, environment: ["SLURM_JOB_ID": "1"])
      #expect(patient.status == 0, "\(patient.errors)")
    }
  }
}
