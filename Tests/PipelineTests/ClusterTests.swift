import Foundation
import TestSupport
import Testing

/// What tests ask of the one node, which is small.
private let resources =
  ["ingest", "featurize", "split", "train", "evaluate", "report"].map {
    "SLURM.\($0)=--cpus-per-task=1 --mem=300M --time=10"
  }

extension SmallExperiment {
  /// Runs cluster/submit.
  fileprivate func submit(_ arguments: String..., on cluster: OneMachineCluster? = nil) throws
    -> Outcome
  {
    try Self.run(
      "cluster/submit", ["small"] + arguments + makeArguments("unattended") + resources,
      environment: cluster?.environment ?? [:])
  }
}

@Suite("Unattended runs")
struct SubmitTests {
  @Test func `A dry run shows what would be submitted, and changes nothing`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      try experiment.write("kind: log-mel\nwindow: 3\nhop: 2", to: "experiment/features/mel.yaml")
      let plan = try experiment.submit("--dry-run")
      #expect(plan.status == 0, "\(plan.errors)")
      let arrays = plan.output.split(separator: "\n").filter { $0.hasPrefix("sbatch ") }
      let waits = arrays.map { line in
        line.split(separator: " ").first { $0.hasPrefix("--dependency=") }.map(String.init) ?? ""
      }
      let names = [
        "ingest-decode", "featurize-extract", "split-make", "featurize-gather", "train", "evaluate",
        "split-audit", "report",
      ]
      #expect(
        arrays.map { $0.split(separator: "=")[1].split(separator: " ")[0] } == names.map { $0[...] }
      )
      #expect(waits[1] == "--dependency=afterok:ingest-decode" && waits[1] == waits[2])
      #expect(waits[3] == "--dependency=afterok:featurize-extract")
      #expect(waits[4].contains(":featurize-gather") && waits[4].contains(":split-make"))
      for array in arrays {
        for option in [
          "--parsable", "--requeue", "--open-mode=append", "--signal=TERM@120",
          "/logs/%x_%A_%a.out", "--cpus-per-task=1",
        ] { #expect(array.contains(option)) }
        #expect(array.contains("--kill-on-invalid-dep=yes") == array.contains("afterok"))
      }
      // Both feature sets of the shard by one command; two models, each with its scores.
      #expect(plan.output.split(separator: "cantus-featurize extract").count == 2)
      #expect(arrays[4].contains("--array=1-2%64"), "\(arrays[4])")
      #expect(!FileManager.default.fileExists(atPath: experiment.path("unattended")))
    }
  }

  @Test func `Mistakes are told`() throws {
    let nothing = try SmallExperiment.run("cluster/submit", [])
    #expect(nothing.status == 64 && nothing.errors.hasPrefix("usage:"))
    let unknown = try SmallExperiment.run("cluster/submit", ["--dry-run", "no/such"])
    #expect(unknown.status == 64 && unknown.errors.contains("EXPERIMENT must be"))
    let launched = try withTemporaryDirectory { folder in
      try SmallExperiment(in: folder).submit("--dry-run", "LAUNCH.train=mpirun")
    }
    #expect(launched.status == 65 && launched.errors.contains("mpirun"), "\(launched.errors)")
  }
}

@Suite(
  "Slurm",
  .enabled(
    if: SmallExperiment.programsAreBuilt
      && ProcessInfo.processInfo.environment["CANTUS_SLURM"] != nil,
    "it takes three minutes on an idle machine: CANTUS_SLURM=1 runs it"),
  .serialized)
struct ClusterTests {
  /// Runs a test on a cluster of its own; without Slurm there is nothing to test.
  private func onCluster(
    _ test: (SmallExperiment, OneMachineCluster) throws -> Void
  ) throws {
    try withTemporaryDirectory { folder in
      let cluster: OneMachineCluster
      do {
        cluster = try OneMachineCluster(in: folder.appending(path: "slurm"))
      } catch {
        try Test.cancel("Slurm cannot be tested here: \(error)")
      }
      try test(try SmallExperiment(in: folder), cluster)
    }
  }

  /// What a partition has left to do.
  private func queue(_ cluster: OneMachineCluster) throws -> String {
    try cluster.run("squeue", "--noheader", "--array", "--format=%j %T").output
  }

  @Test func `Every stage runs by srun and by submitted jobs, to the same bytes`() throws {
    try onCluster { experiment, cluster in
      let local = try experiment.make("report")
      try #require(local.status == 0, "\(local.errors)")
      let expected = try experiment.artifacts()

      let interactive = try SmallExperiment.run(
        "/usr/bin/make",
        ["--no-print-directory", "-j4", "report", "LAUNCH=slurm", "EXPERIMENT=small"]
          + experiment.makeArguments("interactive") + resources, environment: cluster.environment)
      #expect(interactive.status == 0, "\(interactive.errors)")
      #expect(interactive.output.contains("srun "))
      #expect(try experiment.artifacts("interactive") == expected)

      let submitted = try experiment.submit(on: cluster)
      #expect(submitted.status == 0, "\(submitted.errors)")
      let twice = try experiment.submit(on: cluster)
      #expect(twice.status == 1 && twice.errors.contains("in the queue already"))
      try cluster.wait(for: 120) { try queue(cluster).isEmpty }
      let status = try experiment.submit("--status", on: cluster)
      #expect(status.status == 0, "\(status.output)")
      #expect(status.output.contains("train: 2 of 2 done\n"), "\(status.output)")
      #expect(try experiment.artifacts("unattended") == expected)

      #expect(try experiment.submit(on: cluster).output.contains("nothing of small is stale"))
      try experiment.write("kind: pca\ncomponents: 2", to: "experiment/models/mfcc/pca.yaml")
      let more = try experiment.submit(on: cluster).output
      #expect(more.contains("train: 1 task,") && more.contains("evaluate: 1 task,"), "\(more)")
      #expect(
        !more.contains("decode") && !more.contains("extract") && !more.contains("make"), "\(more)")
      #expect(try experiment.submit("--cancel", on: cluster).output.contains("cancelled"))
      try cluster.wait(for: 60) { try queue(cluster).isEmpty }
    }
  }

  @Test func `What fails is told, and what waits for it is cancelled`() throws {
    try onCluster { experiment, cluster in
      try experiment.write(
        "kind: basic-vae\nlatent: 2\nhiden: [4]", to: "experiment/models/mfcc/wrong.yaml")
      #expect(try experiment.submit(on: cluster).status == 0)
      try cluster.wait(for: 120) { try queue(cluster).isEmpty }
      let status = try experiment.submit("--status", on: cluster)
      #expect(status.status == 1)
      #expect(status.output.contains("train: 2 of 3 done, 1 failed"), "\(status.output)")
      #expect(status.output.contains("hiden"), "\(status.output)")
      #expect(status.output.contains("report: 0 of 1 done, 1 cancelled"), "\(status.output)")

      // Once mended, what was made is not made again.
      try experiment.write(
        "kind: basic-vae\nlatent: 2\nhidden: [4]\ntraining: {epochs: 2}",
        to: "experiment/models/mfcc/wrong.yaml")
      let again = try experiment.submit(on: cluster)
      #expect(again.output.contains("train: 1 task,"), "\(again.output)")
      try cluster.wait(for: 120) { try queue(cluster).isEmpty }
      #expect(try experiment.submit("--status", on: cluster).status == 0)
    }
  }

  /// Jobs of a partition with priority take the node from a training, three times; Slurm signals it,
  /// puts it back into the queue and starts it again. The fourth signal is as of a time limit: it goes to
  /// the program alone, whose status says that it is to be queued again.
  @Test func `A training that is pre-empted three times ends in the same model`() throws {
    try onCluster { experiment, cluster in
      try experiment.write(
        """
        kind: basic-vae
        hidden: [256, 256]
        latent: 4
        training: {epochs: 2500, batch: 4, early_stopping: {patience: 0}}
        """, to: "experiment/models/mfcc/vae.yaml")
      #expect(try experiment.make("train").status == 0)
      let model = "models/mfcc/vae/seed-42.h5"
      let expected = try #require(try experiment.artifacts()[model])

      #expect(try experiment.submit(on: cluster).status == 0)
      let checkpoint = experiment.path("unattended/small/\(model).checkpoint")
      func messages() throws -> String {
        let logs = experiment.path("unattended/small/logs")
        let log = try FileManager.default.contentsOfDirectory(atPath: logs).first {
          $0.hasPrefix("train_") && $0.hasSuffix("_2.out")
        }
        return try log.map { try String(contentsOfFile: "\(logs)/\($0)", encoding: .utf8) } ?? ""
      }
      func starts() throws -> Int {
        try messages().components(separatedBy: "going on after step").count - 1
      }
      for interruption in 1...4 {
        try cluster.wait(for: 120) {
          try queue(cluster).contains("train RUNNING") && starts() == interruption - 1
        }
        // Long enough for loading, short enough for being in the middle.
        usleep(1_000_000)
        if interruption < 4 {
          #expect(
            try cluster.run("srun", "--partition=urgent", "--cpus-per-task=2", "true").status == 0)
        } else {
          #expect(try cluster.run("scancel", "--signal=TERM", "--name=train").status == 0)
        }
        try cluster.wait(for: 30) { try !queue(cluster).contains("train RUNNING") }
        #expect(FileManager.default.fileExists(atPath: checkpoint))
      }
      try cluster.wait(for: 180) { try queue(cluster).isEmpty }
      let (said, count) = try (messages(), starts())
      #expect(count == 4, "\(said)")
      #expect(try experiment.artifacts("unattended")[model] == expected)
    }
  }
}
