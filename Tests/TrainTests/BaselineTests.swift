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
