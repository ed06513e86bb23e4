import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("Baselines of cantus-train")
struct BaselineTests {
  @Test func `Random latents are normal, and others with another seed`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let models = try ["42", "42", "43"].map { seed in
        #expect(try experiment.train("kind: random\nlatent: 50\n", ["--seed", seed]).status == 0)
        return try ModelArtifact(reading: experiment.path("model.h5"))
      }
      #expect(models[0].mean == models[1].mean && models[0].mean != models[2].mean)
      #expect(models[0].mean.rows == 36 && models[0].mean.columns == 50)
      let values = models[0].mean.elements.map(Double.init)
      let mean = values.reduce(0, +) / 1800
      #expect(abs(mean) < 0.1)
      #expect(abs(values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1800 - 1) < 0.15)
      #expect(models[0].fitted.isEmpty)
    }
  }

  @Test func `Metadata are told apart by what training songs have, and cannot be scored by it`()
    throws
  {
    try withTemporaryDirectory { folder in
      let genres = ["pop", "rock", "jazz", "rap", "pop", ""]
      let experiment = try TrainExperiment(in: folder, genres: genres)
      let outcome = try experiment.train("kind: metadata\ncolumns: [language, genre]\n")
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      // hi, then pop, rap and rock; jazz is of a validation song only.
      #expect(model.mean.columns == 4)
      #expect(model.mean.row(0) == [1, 1, 0, 0] && model.mean.row(6) == [1, 0, 0, 1])
      #expect(model.mean.row(12) == [1, 0, 0, 0] && model.mean.row(35) == [1, 0, 0, 0])
      #expect(model.conditionedOn == ["language", "genre"])
      #expect(model.fitted.map(\.name) == ["categories"])
      #expect(model.fitted[0].rows == TrainExperiment.rows(.train))
      #expect(model.fitted[0].values[0].numbers == [24, 6, 6, 6])

      for (yaml, status, hint) in [
        ("kind: metadata\ncolumns: [mood]\n", 65, "they have song_id, language, genre"),
        ("kind: metadata\ncolumns: []\n", 64, "at least one"),
        ("kind: metadata\n", 64, "is missing"),
        ("kind: metadata\ncolumns: [genre]\nstandardize: none\n", 64, "not a known key"),
      ] {
        let refused = try experiment.train(yaml)
        #expect(refused.status == Int32(status) && refused.messages.contains(hint), "\(yaml)")
      }
    }
  }

  @Test func `Whitened components have variance 1 over training clips, and new songs the same map`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      #expect(try experiment.train("kind: pca\ncomponents: 2\nwhiten: true\n").status == 0)
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let rows = TrainExperiment.rows(.train)
      for j in 0..<2 {
        let squares = rows.reduce(0.0) {
          $0 + Double(model.mean[$1, j]) * Double(model.mean[$1, j])
        }
        #expect(abs(squares / Double(rows.count - 1) - 1) < 1e-4)
      }
      let encoded = try experiment.run([
        "encode", "--model", experiment.path("model.h5"), "--features",
        experiment.path("features.h5"), "--output", experiment.path("latents.h5"),
      ])
      #expect(encoded.status == 0, "\(encoded.messages)")
      #expect(try LatentsArtifact(reading: experiment.path("latents.h5")).mean == model.mean)
    }
  }

  @Test func `A consensus puts clips together that its members put together`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      let members = ["pca", "raw"]
      for kind in members {
        #expect(try experiment.train("kind: \(kind)\n").status == 0)
        let place = folder.appending(path: "models/f/\(kind)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          at: folder.appending(path: "model.h5"), to: place.appending(path: "seed-42.h5"))
      }
      let yaml = "kind: consensus\nof: [f/pca, f/raw]\ncounts: [2, 6]\nclusterings: 20\n"
      func train(
        _ members: [String], _ threads: Int = 1
      ) throws -> (status: Int32, messages: String) {
        try experiment.train(
          yaml,
          members.flatMap { ["--member", experiment.path("models/f/\($0)/seed-42.h5")] }
            + ["--threads", "\(threads)"])
      }
      let outcome = try train(members)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(try train(members, 2).status == 0)
      #expect(try ModelArtifact(reading: experiment.path("model.h5")).mean == model.mean)
      #expect(model.kind == "consensus")
      #expect(
        model.fitted.allSatisfy { $0.rows == TrainExperiment.rows(.train) }
          && model.fitted.count == 2)
      // Inner products of latents, centred, are shares of clusterings: none is above 1.
      #expect(model.mean.elements.allSatisfy { abs($0) <= 1 })
      for others in [[], ["pca"], ["raw", "pca"]] {
        let refused = try train(others)
        #expect(refused.status == 64 && refused.messages.contains("f/pca, f/raw"))
      }
    }
  }

  @Test func `Training that others surpass is given up, and said so`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      func yaml(_ rate: String, _ more: String = "") -> String {
        """
        kind: autoencoder
        hidden: []
        latent: 3
        training: {epochs: 8, learning_rate: \(rate), early_stopping: {median_warm_up: 3}}
        \(more)
        """
      }
      #expect(try experiment.train(yaml("0.02")).status == 0)
      let place = folder.appending(path: "models/f/good")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: folder.appending(path: "model.h5"), to: place.appending(path: "seed-42.h5"))
      let beside = ["--member", experiment.path("models/f/good/seed-42.h5")]
      for (rate, epochs) in [("1e-9", 3), ("0.03", 8)] {
        let outcome = try experiment.train(yaml(rate, "median_of: [f/good]"), beside)
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.contains("given up") == (epochs == 3), "\(outcome.messages)")
        #expect(try ModelRecord(reading: experiment.path("model.h5")).epochs == epochs)
      }
      #expect(try experiment.train(yaml("0.02", "median_of: [f/good]")).status == 64)
      #expect(try experiment.train(yaml("0.02"), beside).status == 64)

      let split = try SplitArtifact(reading: experiment.path("split.h5"))
      try SplitArtifact(
        provenance: Provenance(
          of: experiment.path("split.h5"), configuration: "seed: 2", inputs: []),
        songIDs: split.songIDs, parts: split.parts, groups: split.groups, links: []
      ).write(to: experiment.path("split.h5"))
      let other = try experiment.train(yaml("0.02", "median_of: [f/good]"), beside)
      #expect(
        other.status == 65 && other.messages.contains("was fitted to another split"),
        "\(other.messages)")
    }
  }

  @Test func `Sampled components explain about as much as the exact ones`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder, width: 600)
      let explained = try ["exact", "randomized"].map { solver in
        #expect(
          try experiment.train("kind: pca\ncomponents: 2\nsolver: \(solver)\n").status == 0)
        let model = try ModelArtifact(reading: experiment.path("model.h5"))
        let fitted = try #require(model.fitted.first { $0.name == "principal components" })
        return try #require(fitted.values.first { $0.name == "explained_variance" }).numbers
      }
      #expect(zip(explained[0], explained[1]).allSatisfy { abs($0 / $1 - 1) < 1e-3 })
      #expect(
        try experiment.train("kind: pca\nsolver: fast\n").messages.contains("exact, randomized"))
    }
  }
}
