import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-train")
struct TrainTests {
  private let network = """
    kind: basic-vae
    hidden: [24, 12]
    latent: 3
    loss: {annealing_epochs: 3}
    training: {epochs: 12, batch: 7, learning_rate: 0.01}

    """

  @Test func `Every kind of model gives the latents of all clips, fitted on training clips only`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let training = TrainExperiment.rows(.train)
      for (yaml, kind, latent, fits) in [
        ("kind: raw\n", "raw", 40, ["standardization"]),
        ("kind: raw\nstandardize: none\n", "raw", 40, []),
        ("kind: pca\ncomponents: 2\n", "pca", 2, ["principal components", "standardization"]),
        (
          "kind: autoencoder\nhidden: []\nlatent: 5\ntraining: {epochs: 3}\n", "autoencoder", 5,
          ["early stopping", "parameters", "running statistics", "standardization"]
        ),
        (
          network, "basic-vae", 3,
          ["early stopping", "parameters", "running statistics", "standardization"]
        ),
      ] {
        let outcome = try experiment.train(yaml, ["--quiet"])
        #expect(outcome.status == 0 && outcome.messages.isEmpty, "\(kind): \(outcome.messages)")
        let model = try ModelArtifact(reading: experiment.path("model.h5"))
        #expect(model.kind == kind && model.mean.rows == 36 && model.mean.columns == latent)
        #expect(model.mean.firstNonFiniteRow == nil)
        #expect(model.fitted.map(\.name).sorted() == fits)
        for fitted in model.fitted {
          let rows = fitted.name == "early stopping" ? TrainExperiment.rows(.validation) : training
          #expect(fitted.rows == rows, "\(fitted.name)")
        }
        #expect(model.parts.enumerated().allSatisfy { $1 == TrainExperiment.parts[$0 / 6] })
        #expect(
          model.provenance.seed == 42
            && model.provenance.inputs.map(\.path) == ["features.h5", "split.h5"])
        let isVariational = kind == "basic-vae"
        #expect((model.logVariance != nil) == isVariational)
        #expect(model.divergence?.count == (isVariational ? 3 : nil))
        #expect((model.activeUnits != nil) == isVariational)
        #expect((model.bestEpoch == nil) == model.history.columns.isEmpty)
      }
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(try model.history.integers("epoch") == Array(1...12))
      let (total, reconstruction) = (
        try model.history.reals("train_total"), try model.history.reals("train_reconstruction")
      )
      let (divergence, beta) = (
        try model.history.reals("train_divergence"), try model.history.reals("beta")
      )
      #expect(
        total.indices.allSatisfy {
          abs(total[$0] - (reconstruction[$0] + beta[$0] * divergence[$0])) < 1e-9 * total[$0]
        })
      #expect(beta[0] == 0 && beta[3] == 1)
      let last = try #require(model.layout.last)
      #expect(model.parameters.count == last.offset + last.rows * last.columns)
    }
  }

  @Test(arguments: [
    "kind: conv-vae\nchannels: [4, 6]\n", "kind: beta-vae\nchannels: [4]\ndropout: 0\n",
    "kind: conv1d-vae\nchannels: [6, 4]\nactivation: gelu\n",
    "kind: autoencoder\nnetwork: conv\nchannels: [4]\nchannel_dropout: true\n",
  ])
  func `Convolutional models train on maps, in the same bytes at any number of threads`(
    yaml: String
  ) throws {
    let yaml = yaml + "latent: 3\ntraining: {epochs: 6, batch: 7, learning_rate: 0.01}\n"
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 160, height: 8)
      let outcome = try experiment.train(yaml, ["--threads", "1", "--quiet"])
      #expect(outcome.status == 0 && outcome.messages.isEmpty, "\(outcome.messages)")
      let one = try experiment.bytes("model.h5")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.mean.rows == 36 && model.mean.columns == 3)
      #expect(model.mean.firstNonFiniteRow == nil)
      let totals = try model.history.reals("train_reconstruction")
      #expect(totals[5] < totals[0])
      #expect(try experiment.train(yaml, ["--threads", "3"]).status == 0)
      #expect(try experiment.bytes("model.h5") == one)
    }
  }

  @Test func `Convolutions over features without axes to move along are refused in a sentence`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let outcome = try experiment.train("kind: conv-vae\n")
      #expect(outcome.status == 1 && outcome.messages.contains("two dimensions"))
      let small = try experiment.train("kind: conv1d-vae\nchannels: [2, 2, 2, 2, 2, 2]\n")
      #expect(small.status == 1 && small.messages.contains("fewer channels"))
      #expect(!experiment.exists("model.h5"))
    }
  }

  @Test(arguments: [
    "network: dense\nhidden: [8]\ncondition: {label: genre, place: both, size: 4}\n",
    "channels: [4]\ncondition: {label: genre, code: one-hot}\n",
  ])
  func `A conditional model says which label it was told, and resumes to the same bytes`(
    yaml: String
  ) throws {
    let yaml =
      "kind: cvae\nlatent: 3\n" + yaml
      + "training: {epochs: 40, batch: 7, early_stopping: {patience: 0}}\n"
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 400, height: 10)
      let outcome = try experiment.train(yaml, ["--threads", "1"])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.kind == "cvae" && model.conditionedOn == ["genre"])
      #expect(model.mean.firstNonFiniteRow == nil)

      let process = try experiment.start(
        yaml, output: "again.h5", ["--checkpoint-minutes", "0"])
      while process.isRunning, !experiment.exists("again.h5.checkpoint") { usleep(500) }
      process.signal(SIGTERM)
      if process.wait() == 75 {
        #expect(try experiment.train(yaml, output: "again.h5", ["--threads", "2"]).status == 0)
      }
      #expect(try experiment.bytes("again.h5") == experiment.bytes("model.h5"))
    }
  }

  @Test(arguments: [
    (["pop", "rock", "", "rock", "pop", "rock"], "genre", "song 2 has no genre"),
    (["pop", "rock", "folk", "rock", "pop", "rock"], "genre", "folk"),
    (["pop", "rock", "pop", "rock", "pop", "rock"], "mood", "no label mood"),
  ])
  func `A label that cannot be told is refused in a sentence`(
    genres: [String], label: String, sentence: String
  ) throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, genres: genres)
      let outcome = try experiment.train(
        "kind: cvae\nnetwork: dense\ncondition: {label: \(label)}\n")
      #expect(outcome.status == 65 && outcome.messages.contains(sentence), "\(outcome.messages)")
      #expect(!experiment.exists("model.h5"))
    }
  }

  @Test func `Raw features are standardised over training clips`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      #expect(try experiment.train("kind: raw\n").status == 0)
      let latents = try ModelArtifact(reading: experiment.path("model.h5")).mean
      let column = TrainExperiment.rows(.train).map { Double(latents[$0, 7]) }
      #expect(abs(column.reduce(0, +) / 24) < 1e-5)
      #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 24 - 1) < 1e-5)
    }
  }

  @Test func `Bytes do not depend on threads or on what was there, but on the seed`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      #expect(try experiment.train(network, ["--threads", "1"]).status == 0)
      let one = try experiment.bytes("model.h5")
      #expect(try experiment.train(network, ["--threads", "3"]).status == 0)
      #expect(try experiment.bytes("model.h5") == one)
      #expect(try experiment.train(network, ["--seed", "7"]).status == 0)
      #expect(try experiment.bytes("model.h5") != one)
    }
  }

  @Test func `What test clips hold changes no fitted number`() throws {
    func fitted(_ change: (inout Matrix) -> Void) throws -> ModelArtifact {
      try withTemporaryDirectory { folder in
        let experiment = try TrainExperiment(in: folder, change)
        #expect(try experiment.train(network).status == 0)
        return try ModelArtifact(reading: experiment.path("model.h5"))
      }
    }
    let (reference, changed) = (
      try fitted { _ in },
      try fitted { x in for row in TrainExperiment.rows(.test) { x[row, 3] = 1e6 } }
    )
    #expect(changed.fitted == reference.fitted && changed.parameters == reference.parameters)
    #expect(changed.history == reference.history && changed.bestEpoch == reference.bestEpoch)
    #expect(changed.mean != reference.mean)
  }

  @Test(arguments: [
    ("kind: basic-vae\nhidden: [64]\n", SIGTERM), ("kind: conv-vae\nchannels: [4, 8]\n", SIGUSR1),
    ("kind: autoencoder\nhidden: [64]\n", SIGINT),
  ])
  func `A run stopped by a signal exits with 75, and the next ends in the same bytes`(
    kind: String, signal: Int32
  ) throws {
    let yaml =
      kind + """
        latent: 8
        training: {epochs: 60, batch: 8, early_stopping: {patience: 0}}

        """
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 2000, height: 20)
      #expect(try experiment.train(yaml, output: "undisturbed.h5").status == 0)

      let process = try experiment.start(
        yaml, output: "disturbed.h5", ["--checkpoint-minutes", "0"])
      while process.isRunning, !experiment.exists("disturbed.h5.checkpoint") { usleep(500) }
      process.signal(signal)
      #expect(process.wait() == 75)
      #expect(!experiment.exists("disturbed.h5") && experiment.exists("disturbed.h5.checkpoint"))

      let killed = try experiment.start(
        yaml, output: "disturbed.h5", ["--checkpoint-minutes", "0"])
      usleep(150_000)
      killed.signal(SIGKILL)
      killed.wait()
      let outcome = try experiment.train(yaml, output: "disturbed.h5", ["--threads", "2"])
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(outcome.messages.contains("going on after step"))
      #expect(try experiment.bytes("disturbed.h5") == experiment.bytes("undisturbed.h5"))
      #expect(!experiment.exists("disturbed.h5.checkpoint"))
    }
  }

  @Test func `A run of a few steps says so, and is the beginning of the whole one`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      #expect(try experiment.train(network, output: "whole.h5").status == 0)
      let outcome = try experiment.train(network, ["--max-steps", "10"])
      #expect(outcome.status == 0 && outcome.messages.contains("10 steps"))
      let (whole, part) = (
        try ModelArtifact(reading: experiment.path("whole.h5")),
        try ModelArtifact(reading: experiment.path("model.h5"))
      )
      #expect(whole.truncatedAtStep == nil && part.truncatedAtStep == 10)
      #expect(try ModelRecord(reading: experiment.path("model.h5")).truncatedAtStep == 10)
      // 24 clips are four batches of at most 7: ten steps are two epochs and a half.
      #expect(part.history.count == 3 && part.bestEpoch != nil)
      #expect(
        try part.history.reals("train_total")[..<2] == whole.history.reals("train_total")[..<2])
      #expect(part.mean.firstNonFiniteRow == nil)
      #expect(try experiment.train(network, ["--max-steps", "0"]).status == 64)
    }
  }

  @Test(arguments: ["single", "half"])
  func `Features that do not fit are read batch by batch, and give the same bytes`(
    precision: String
  ) throws {
    let yaml = """
      kind: autoencoder
      hidden: []
      latent: 2
      training: {epochs: 4, batch: 7, input_precision: \(precision)}

      """
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 6000)
      let held = try experiment.train(yaml, ["--threads", "1"])
      #expect(held.status == 0 && !held.messages.contains("batch by batch"), "\(held.messages)")
      let bytes = try experiment.bytes("model.h5")
      let read = try experiment.train(yaml, ["--memory", "1400K"])
      #expect(read.status == 0 && read.messages.contains("batch by batch"), "\(read.messages)")
      #expect(try experiment.bytes("model.h5") == bytes)

      let process = try experiment.start(
        yaml, output: "again.h5", ["--memory", "1400K", "--checkpoint-minutes", "0"])
      while process.isRunning, !experiment.exists("again.h5.checkpoint") { usleep(500) }
      process.signal(SIGINT)
      #expect([0, 75].contains(process.wait()))
      #expect(try experiment.train(yaml, output: "again.h5").status == 0)
      #expect(try experiment.bytes("again.h5") == bytes)

      let little = try experiment.train(yaml, ["--memory", "100K"])
      #expect(little.status == 1 && little.messages.contains("--memory"))
      #expect(try experiment.train("kind: raw\n", ["--memory", "100K"]).status == 1)
      #expect(try experiment.train(yaml, ["--memory", "-1"]).status == 64)
    }
  }

  @Test func `Half precision moves latents a little, and refuses what it has no number for`() throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let yaml = "kind: autoencoder\nhidden: []\nlatent: 2\n"
      var latents: [Matrix] = []
      for precision in ["single", "half"] {
        let training = "training: {epochs: 2, input_precision: \(precision)}\n"
        #expect(try experiment.train(yaml + training).status == 0)
        latents.append(try ModelArtifact(reading: experiment.path("model.h5")).mean)
      }
      #expect(latents[0] != latents[1])
      expectClose(latents[1].elements, latents[0].elements, absolute: 0.02)

      let large = try TrainExperiment(in: folder) { $0[7, 3] = 1e6 }
      let outcome = try large.train(
        "standardize: none\n" + yaml + "training: {input_precision: half}\n")
      #expect(outcome.status == 65 && outcome.messages.contains("song 1@1"), "\(outcome.messages)")
    }
  }

  @Test func `An estimate says what training would take, and makes nothing`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let said = try experiment.output(network, ["--estimate"])
      for line in ["parameters", "memory", "features", "a step", "an epoch", "the training"] {
        #expect(said.contains(line), "\(said)")
      }
      #expect(said.contains("in memory") && said.contains("12 epochs"))
      #expect(!experiment.exists("model.h5") && !experiment.exists("model.h5.checkpoint"))
      #expect(try experiment.train("kind: raw\n", ["--estimate"]).status == 64)
    }
  }

  @Test func `What diverges says where and what to do, and what was learned before can be had`()
    throws
  {
    let yaml = """
      kind: autoencoder
      hidden: [8]
      latent: 2
      standardize: none
      training: {epochs: 3, batch: 4}

      """
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder) { $0[7, 3] = 1e38 }
      let outcome = try experiment.train(yaml)
      #expect(outcome.status == 1 && outcome.messages.contains("is not finite"))
      #expect(outcome.messages.contains("learning_rate"), "\(outcome.messages)")
      let steps = outcome.messages.firstMatch(of: /--max-steps (\d+)/)?.1
      let rescued = try experiment.train(yaml, ["--max-steps", String(try #require(steps))])
      #expect(rescued.status == 0 && rescued.messages.contains("going on after step"))
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.truncatedAtStep == steps.flatMap { Int($0) } && model.history.count == 1)
      #expect(model.parameters.allSatisfy { $0.isFinite })
    }
  }

  @Test func `Machines are told what every epoch came to and took, files are not`() throws {
    struct Event: Decodable {
      var event: String
      var epoch, seconds, steps, train_total, train_reconstruction, train_divergence, beta: Double?
      var gradient_norm, step_median, seconds_until_first_step: Double?
    }
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let outcome = try experiment.train(network, ["--json"])
      let events = try outcome.messages.split(separator: "\n").map {
        try JSONDecoder().decode(Event.self, from: Data($0.utf8))
      }
      let epochs = events.filter { $0.event == "epoch" }
      #expect(epochs.map(\.epoch) == (1...12).map { Double($0) })
      for epoch in epochs {
        let (total, error) = (
          try #require(epoch.train_total), try #require(epoch.train_reconstruction)
        )
        let (divergence, beta) = (try #require(epoch.train_divergence), try #require(epoch.beta))
        #expect(abs(total - error - beta * divergence) < 1e-9 * total)
        #expect(epoch.steps == 4 && epoch.seconds ?? 0 > 0 && epoch.gradient_norm ?? 0 > 0)
      }
      let timing = try #require(events.first { $0.event == "timing" })
      #expect(timing.steps == 48 && timing.step_median ?? 0 > 0)
      #expect(timing.seconds_until_first_step ?? 0 > 0)
    }
  }

  @Test func `A checkpoint of another configuration, or a damaged one, is not used and said so`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      #expect(try experiment.train(network).status == 0)
      let expected = try experiment.bytes("model.h5")
      try CheckpointArtifact(
        provenance: Provenance(
          of: experiment.path("model.h5"), configuration: "kind: other\n",
          inputs: [experiment.path("features.h5"), experiment.path("split.h5")], seed: 42),
        arrays: [:], counters: Table([]), history: Table([])
      ).write(to: experiment.path("model.h5.checkpoint"))
      for damaged in [false, true] {
        if damaged {
          try Data("no checkpoint".utf8).write(to: folder.appending(path: "model.h5.checkpoint"))
        }
        let outcome = try experiment.train(network)
        #expect(outcome.status == 0 && outcome.messages.contains("starting anew"))
        #expect(try experiment.bytes("model.h5") == expected)
      }
    }
  }

  @Test func `A checkpoint of another fold is not used`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      try SplitArtifact(
        provenance: Provenance(of: experiment.path("split.h5"), configuration: "", inputs: []),
        songIDs: TrainExperiment.parts.indices.map { "song \($0)" }, parts: TrainExperiment.parts,
        folds: SplitArtifact.Folds(count: 3, ofSong: [0, 1, 2, 0, 1, 2]),
        groups: Array(TrainExperiment.parts.indices), links: []
      ).write(to: experiment.path("split.h5"))
      let yaml = "kind: autoencoder\nlatent: 8\ntraining: {epochs: 300, batch: 4}\n"
      let process = try experiment.start(yaml, ["--fold", "1", "--checkpoint-minutes", "0"])
      while process.isRunning, !experiment.exists("model.h5.checkpoint") { usleep(500) }
      process.signal(SIGTERM)
      #expect(process.wait() == 75)
      let outcome = try experiment.train(yaml, ["--fold", "2"])
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(outcome.messages.contains("starting anew"))
    }
  }

  @Test func `What cannot be learned from is refused in a sentence that names it`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder) { $0[8, 2] = .nan }
      let notFinite = try experiment.train("kind: raw\n")
      #expect(notFinite.status == 65 && notFinite.messages.contains("song 1@2"))
      #expect(try experiment.train("kind: vea\n").status == 64)
      let misspelt = try experiment.train("kind: raw\nstandardise: none\n")
      #expect(misspelt.status == 64 && misspelt.messages.contains("standardize"))
      try FileManager.default.removeItem(atPath: experiment.path("split.h5"))
      let missing = try experiment.train("kind: raw\n")
      #expect(missing.status == 66 && missing.messages.contains("split.h5"))
      try FileManager.default.copyItem(
        atPath: experiment.path("features.h5"), toPath: experiment.path("split.h5"))
      #expect(try experiment.train("kind: raw\n").status == 65)
      #expect(!experiment.exists("model.h5"))
    }
  }

  @Test func `A network larger than the machine is refused before it is allocated`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let outcome = try experiment.train("kind: basic-vae\nhidden: [65536, 65536, 65536]\n")
      #expect(outcome.status == 1 && outcome.messages.contains("GiB"))
    }
  }
}
