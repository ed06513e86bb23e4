import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-train: clusters, two feature sets, reconstructions")
struct ModelTests {
  private static let fusion = """
    kind: multimodal-vae
    network: dense
    hidden: [16]
    latent: 3
    fusion: {width: 8, heads: 2, attention: both, reconstructs: both, hidden: 6}
    training: {epochs: 8, batch: 8, learning_rate: 0.01, early_stopping: {patience: 0}}

    """

  /// Expects the fitted model to map the clips that it was fitted on to these latents.
  private func expectEncoding(
    of experiment: TrainExperiment, with second: String, gives mean: Matrix
  ) throws {
    let encoded = try experiment.run([
      "encode", "--model", experiment.path("model.h5"), "--features",
      experiment.path("features.h5"), "--features", second, "--output",
      experiment.path("latents.h5"),
    ])
    #expect(encoded.status == 0, "\(encoded.messages)")
    #expect(try LatentsArtifact(reading: experiment.path("latents.h5")).mean == mean)
  }

  @Test func `Two feature sets are joined by song, and a song may lack the second`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let second = experiment.path("second.h5")
      // The fifth song is of the test part.
      try experiment.writeSecond([0, 1, 2, 3, 5].map { "song \($0)" }, to: second)
      let outcome = try experiment.train(Self.fusion, ["--features", second, "--threads", "1"])
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(outcome.messages.contains("6 of 36 clips"))
      let estimate = try experiment.train(Self.fusion, ["--features", second, "--estimate"])
      #expect(estimate.status == 0, "\(estimate.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.kind == "multimodal-vae" && model.features.map(\.shape) == [[40], [5]])
      #expect(model.provenance.inputs.map(\.path) == ["features.h5", "second.h5", "split.h5"])
      let fitted = try #require(model.fitted.first { $0.name == "second standardization" })
      #expect(fitted.rows == TrainExperiment.rows(.train))
      #expect(model.mean.firstNonFiniteRow == nil)

      let said = try experiment.output(Self.fusion, ["--features", second, "--estimate"])
      #expect(said.contains("a step"), "\(said)")
      #expect(
        try experiment.train(Self.fusion, output: "again.h5", ["--features", second]).status == 0)
      #expect(try experiment.bytes("again.h5") == experiment.bytes("model.h5"))

      try expectEncoding(of: experiment, with: second, gives: model.mean)
    }
  }

  @Test(arguments: ["single", "half"])
  func `A second set may have several windows, of which a song's words fill some`(
    precision: String
  ) throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let second = experiment.path("second.h5")
      let counts = [("song 0", 2), ("song 1", 3), ("song 2", 1), ("song 3", 1), ("song 5", 3)]
      let values = try experiment.writeWindows(counts, to: second)
      let yaml = Self.fusion.replacing(
        "batch: 8,", with: "batch: 8, input_precision: \(precision),")
      let outcome = try experiment.train(yaml, ["--features", second, "--threads", "1"])
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(outcome.messages.contains("6 of 36 clips"))
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.features.map(\.shape) == [[40], [3, 5]])
      #expect(model.ablations.map(\.kept) == ["features", "second"])

      // Each window of a song for training counts, and nothing else; songs have equally many clips.
      let fitted = try #require(model.fitted.first { $0.name == "second standardization" })
      #expect(fitted.rows == TrainExperiment.rows(.train))
      let windows = [(0, 2), (1, 3), (3, 1), (4, 3)].flatMap { row, count in
        (0..<count).map { values.row(row)[(5 * $0)..<(5 * $0 + 5)].map { Double($0) } }
      }
      let means = (0..<5).map { j in windows.reduce(0) { $0 + $1[j] } / Double(windows.count) }
      let found = try #require(fitted.values.first { $0.name == "mean" }).numbers
      expectClose(found, means, relative: 1e-6)

      #expect(
        try experiment.train(yaml, output: "again.h5", ["--features", second]).status == 0)
      #expect(try experiment.bytes("again.h5") == experiment.bytes("model.h5"))
      try expectEncoding(of: experiment, with: second, gives: model.mean)
      let said = try experiment.output(yaml, ["--features", second, "--estimate"])
      #expect(said.contains("a step"), "\(said)")
    }
  }

  @Test func `Other windows of a song that is not for training change nothing that is learned`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      // The fifth song is for tests.
      let models = try [1, 3].map { count in
        let (second, output) = ("second.h5", "model-\(count).h5")
        try experiment.writeWindows(
          (0..<6).map { ("song \($0)", $0 == 4 ? count : 2) }, to: experiment.path(second))
        let outcome = try experiment.train(
          Self.fusion, output: output, ["--features", experiment.path(second)])
        #expect(outcome.status == 0, "\(outcome.messages)")
        return try ModelArtifact(reading: experiment.path(output))
      }
      #expect(models[0].parameters == models[1].parameters)
      #expect(models[0].fitted == models[1].fitted)
      for row in 0..<36 {
        #expect((models[0].mean.row(row) == models[1].mean.row(row)) == (row / 6 != 4))
      }
    }
  }

  @Test func `Windows are refused where there is no place for several, or their number is wrong`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let second = experiment.path("second.h5")
      let counts = (0..<6).map { (song: "song \($0)", count: 2) }
      for wrong in [0, 4] {
        try experiment.writeWindows(counts, counted: wrong, to: second)
        let outcome = try experiment.train(Self.fusion, ["--features", second])
        #expect(outcome.status == 65, "\(outcome.messages)")
        #expect(outcome.messages.contains("songs/windows"), "\(outcome.messages)")
      }
      try experiment.writeWindows(counts, to: second)
      func expectRefusal(_ yaml: String, _ more: [String]) throws {
        let outcome = try experiment.train(yaml, more)
        #expect(outcome.status == 64, "\(outcome.messages)")
        #expect(outcome.messages.contains("make it with long: windows"), "\(outcome.messages)")
      }
      try expectRefusal("kind: raw\n", ["--features", second])
      try experiment.writeWindows(counts, to: experiment.path("features.h5"))
      try expectRefusal("kind: pca\n", [])
      try expectRefusal(Self.fusion, ["--features", second])
    }
  }

  @Test func `A network of two feature sets says where it diverges`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 40, height: 8) { $0[7, 3] = 3e38 }
      let second = experiment.path("second.h5")
      try experiment.writeSecond((0..<6).map { "song \($0)" }, to: second)
      let outcome = try experiment.train(
        "standardize: none\n" + Self.fusion, ["--features", second])
      #expect(outcome.status == 1, "\(outcome.messages)")
      #expect(outcome.messages.contains("is not finite, first in"), "\(outcome.messages)")
    }
  }

  @Test func `The wrong number of feature sets, and one of other songs, is refused`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let second = experiment.path("second.h5")
      try experiment.writeSecond(["another song"], to: second)
      for (yaml, more, status, words) in [
        (Self.fusion, [], 64, "twice"),
        ("kind: raw\n", ["--features", second], 65, "no row for any clip"),
        ("kind: raw\n", ["--features", second, "--features", second], 64, "once or twice"),
        (Self.fusion, ["--features", second], 65, "no row for any clip"),
      ] {
        let outcome = try experiment.train(yaml, more)
        #expect(outcome.status == Int32(status), "\(outcome.messages)")
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
      }
    }
  }

  @Test func `Reconstructions are of clips of unseen songs, in the features' unit`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 40, height: 4)
      let yaml = """
        kind: autoencoder
        hidden: []
        latent: 2
        reconstructions: 3
        training: {epochs: 300, batch: 8, learning_rate: 0.02, early_stopping: {patience: 0}}

        """
      #expect(try experiment.train(yaml).status == 0)
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let examples = try #require(model.reconstructions)
      // One test song, of whose clips the first is taken.
      #expect(examples.clips == [TrainExperiment.rows(.test)[0]])
      #expect(examples.features.columns == 40)
      // Features lie near a plane around 3.
      let error = squaredDistance(examples.features, examples.values)
      let spread = squaredDistance(
        examples.features, Matrix(rows: 1, columns: 40, repeating: 3))
      #expect(error < 0.2 * spread)

      #expect(
        try experiment.train(
          yaml.replacing("reconstructions: 3", with: "reconstructions: 0"), output: "none.h5"
        ).status == 0)
      #expect(try ModelArtifact(reading: experiment.path("none.h5")).reconstructions == nil)
    }
  }

  @Test func `A mixture gives probabilities, phases and the divergence of each dimension`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let outcome = try experiment.train(
        """
        kind: vade
        hidden: [16]
        latent: 3
        clusters: {count: 2, start: gaussian-mixture, n_init: 2}
        pretraining: {epochs: 4, learning_rate: 0.01}
        training: {epochs: 3, batch: 8, early_stopping: {patience: 0}}

        """)
      #expect(outcome.status == 0 && outcome.messages.contains("clusters in use"))
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let clusters = try #require(model.clusters)
      #expect(clusters.rows == 36 && clusters.columns == 2)
      #expect((0..<36).allSatisfy { abs(clusters.row($0).reduce(0, +) - 1) < 1e-5 })
      #expect(try model.history.integers("phase") == [1, 1, 1, 1, 2, 2, 2])
      #expect(model.divergence?.count == 3 && model.divergence?.allSatisfy { $0 > -1e-9 } == true)
      #expect(
        model.layout.map(\.name).suffix(3) == [
          "clusters.logits", "clusters.mean", "clusters.log_variance",
        ])
      #expect((model.bestEpoch ?? 0) > 4)
    }
  }

  private func squaredDistance(_ a: Matrix, _ b: Matrix) -> Double {
    zip(a.elements, b.elements).reduce(0) {
      $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
    }
  }
}
