import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("Training by several processes")
struct SeveralProcessesTests {
  private let network = """
    kind: basic-vae
    hidden: [64]
    latent: 4
    batch_norm: false
    training: {epochs: 40, batch: 7, early_stopping: {patience: 0}}

    """

  /// What starts two processes of the program.
  private static func start(by launcher: String = "mpirun") -> [String] {
    [
      "OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", launcher, "--oversubscribe",
      "--quiet", "-np", "2",
    ]
  }

  private static let ownLauncher = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../cluster/mpirun").standardized.path(percentEncoded: false)

  private static var mpirunIsThere: Bool {
    ["/usr/bin/mpirun", "/usr/local/bin/mpirun"].contains(
      where: FileManager.default.isExecutableFile)
  }

  @Test(.enabled(if: mpirunIsThere, "there is no mpirun; apt-get install openmpi-bin has it"))
  func `Two processes learn what one does`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 400)
      #expect(try experiment.train(network, output: "one.h5").status == 0)
      let together = try experiment.train(network, output: "two.h5", launch: Self.start())
      if together.messages.contains("built without MPI") {
        try Test.cancel("cantus-train is built without MPI: CANTUS_MPI=1 builds it in")
      }
      #expect(together.status == 0, "\(together.messages)")
      let (one, two) = (
        try ModelArtifact(reading: experiment.path("one.h5")),
        try ModelArtifact(reading: experiment.path("two.h5"))
      )
      for loss in ["train_total", "validation_total"] {
        let (one, two) = (try one.history.reals(loss), try two.history.reals(loss))
        #expect(one.count == 40 && two.count == 40)
        for (a, b) in zip(two, one) { #expect(abs(a - b) <= 1e-5 * abs(b), "\(loss): \(a), \(b)") }
      }

      let raw = try experiment.train("kind: raw\n", output: "raw.h5", launch: Self.start())
      #expect(raw.status == 0 && experiment.exists("raw.h5"), "\(raw.messages)")
    }
  }

  @Test(
    .enabled(if: mpirunIsThere, "there is no mpirun; apt-get install openmpi-bin has it"),
    arguments: [("mpirun", SIGUSR1), (ownLauncher, SIGTERM), (ownLauncher, SIGINT)])
  func `Stopped by a signal, they leave a checkpoint and go on to the same model`(
    launcher: String, signal: Int32
  ) throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 400)
      // Long enough for a signal to find it in the middle.
      let long = network.replacing("epochs: 40", with: "epochs: 400")
      let whole = try experiment.train(long, output: "whole.h5", launch: Self.start())
      if whole.messages.contains("built without MPI") {
        try Test.cancel("cantus-train is built without MPI: CANTUS_MPI=1 builds it in")
      }
      #expect(whole.status == 0, "\(whole.messages)")
      let process = try experiment.start(
        long, output: "again.h5", ["--checkpoint-minutes", "0"], launch: Self.start(by: launcher))
      while process.isRunning, !experiment.exists("again.h5.checkpoint") { usleep(500) }
      process.signal(signal)
      #expect(process.wait() == 75)
      #expect(!experiment.exists("again.h5"))
      let rest = try experiment.train(long, output: "again.h5", launch: Self.start(by: launcher))
      #expect(rest.status == 0 && rest.messages.contains("going on after step"), "\(rest.messages)")
      #expect(try experiment.bytes("again.h5") == experiment.bytes("whole.h5"))
    }
  }

  @Test func `Processes that do not know each other do not train side by side`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let alone = try experiment.train(network, launch: ["SLURM_STEP_NUM_TASKS=2"])
      #expect(alone.status == 64, "\(alone.messages)")
      #expect(!experiment.exists("model.h5"))
      let encode = try experiment.run(
        ["SLURM_STEP_NUM_TASKS=2", experiment.trainProgram, "encode", "--model", "m.h5"]
          + ["--features", "f.h5", "--output", "l.h5"], program: "env")
      #expect(encode.status == 64 && encode.messages.contains("2 times at once"))
    }
  }
}
