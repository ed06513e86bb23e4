import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-train on words")
struct TextTests {
  private static let words = [
    "la luna y el mar y la noche", "der Mond und das Meer", "los unicos versos xyzzy",
    "la noche y el sol", "die Sonne und der Tag plugh", "el mar y la noche larga",
  ]

  /// Features of words, two clips a song, and a split whose third song is for validation, the fifth
  /// for tests.
  private func experiment(
    in folder: URL, words: [String] = words, settings: String = "terms: 100\ncomponents: 2\n"
  ) throws -> TrainExperiment {
    let experiment = try TrainExperiment(in: folder)
    let ids = words.indices.map { "song \($0)" }
    let songOfClip = ids.indices.flatMap { [$0, $0] }
    try FeaturesArtifact.write(
      to: experiment.path("features.h5"),
      Provenance(
        of: experiment.path("features.h5"), configuration: "kind: tfidf\n" + settings, inputs: []),
      axes: [FeatureAxis("statistic", .texts(["characters", "words", "lines"]))], unit: "mixed"
    ) { writer in
      for song in songOfClip { try writer.append([Float(song), 1, 1].span) }
      return (
        try Songs(
          Table([
            .init("song_id", ids), .init("genre", ids.map { _ in "pop" }), .init("text", words),
          ]), labels: ["genre"]),
        Clips(
          ids: songOfClip.indices.map { "\(ids[songOfClip[$0]])@\($0 % 2)" }, songs: songOfClip,
          starts: songOfClip.indices.map { Double($0 % 2) }, durations: songOfClip.map { _ in 1 }),
        []
      )
    }
    return experiment
  }

  @Test func `Terms are of training songs alone, and say so`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      let outcome = try experiment.train("kind: raw\nstandardize: none\n")
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.mean.rows == 12 && model.mean.columns == 2)
      // Both clips of a song have its vector, of length 1.
      for song in 0..<6 {
        #expect(model.mean.row(2 * song) == model.mean.row(2 * song + 1))
        let length = model.mean.row(2 * song).reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 1e-5)
      }
      let terms = try #require(model.fitted.first { $0.name == "terms" })
      #expect(terms.rows == [0, 1, 2, 3, 6, 7, 10, 11])
      let vocabulary = try #require(terms.texts.first { $0.name == "vocabulary" }?.texts)
      #expect(vocabulary.contains(" la") && !vocabulary.contains("x"))
      #expect(terms.values.map(\.name) == ["weights", "directions"])
      #expect(model.features[0].axes.map(\.name) == ["term"] && model.features[0].shape == [2])
    }
  }

  @Test func `Other words of songs that are not for training change no other song's vector`() throws
  {
    try withTemporaryDirectory { folder in
      var words = Self.words
      let first = try experiment(in: folder.appending(path: "a").made())
      words[2] = "anything else"
      words[4] = "la noche"
      let second = try experiment(in: folder.appending(path: "b").made(), words: words)
      for experiment in [first, second] {
        #expect(try experiment.train("kind: pca\ncomponents: 2\n").status == 0)
      }
      let models = try [first, second].map { try ModelArtifact(reading: $0.path("model.h5")) }
      #expect(models[0].fitted == models[1].fitted)
      #expect(
        models[0].mean.gathering(rows: [0, 2, 6, 10])
          == models[1].mean.gathering(rows: [0, 2, 6, 10]))
      #expect(models[0].mean.row(8) != models[1].mean.row(8))
    }
  }

  @Test(arguments: [
    "kind: raw\n", "kind: basic-vae\nhidden: [4]\nlatent: 2\ntraining: {epochs: 2}\n",
  ])
  func `Encoding the songs of the fit gives its latents`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(
        in: folder, settings: "index: hashing\nterms: 64\ncomponents: 3\n")
      #expect(try experiment.train(yaml).status == 0)
      let outcome = try experiment.run([
        "encode", "--model", experiment.path("model.h5"), "--features",
        experiment.path("features.h5"), "--output", experiment.path("latents.h5"),
      ])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(try LatentsArtifact(reading: experiment.path("latents.h5")).mean == model.mean)
    }
  }

  @Test func `Words join sounds, masked where a song has none`() throws {
    try withTemporaryDirectory { folder in
      let words = try experiment(in: folder.appending(path: "words").made())
      let experiment = try TrainExperiment(in: folder)
      let outcome = try experiment.train(
        "kind: multimodal-vae\nnetwork: dense\nhidden: [8]\nlatent: 2\nfusion: {width: 8, heads: 2}\n"
          + "training: {epochs: 2}\n",
        ["--features", words.path("features.h5")])
      // The second set has other clips than the first; its vectors are of songs.
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      let terms = try #require(model.fitted.first { $0.name == "second terms" })
      #expect(terms.rows == TrainExperiment.rows(.train))
      #expect(model.features[1].shape == [2])
    }
  }

  @Test(arguments: [
    "kind: raw\n", "kind: pca\ncomponents: 3\n",
    "kind: autoencoder\nhidden: [6]\nlatent: 2\ntraining: {epochs: 2}\n",
  ])
  func `Two sets are joined side by side, and encoded so`(yaml: String) throws {
    try withTemporaryDirectory { folder in
      let words = try experiment(in: folder.appending(path: "words").made())
      let experiment = try TrainExperiment(in: folder)
      let outcome = try experiment.train(
        yaml + "weights: [1, 2]\n", ["--features", words.path("features.h5")])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let model = try ModelArtifact(reading: experiment.path("model.h5"))
      #expect(model.features.map(\.shape) == [[42], [40], [2]])
      #expect(model.fitted.map(\.name).contains("missing values"))
      let encoded = try experiment.run([
        "encode", "--model", experiment.path("model.h5"), "--features",
        experiment.path("features.h5"), "--features", words.path("features.h5"), "--output",
        experiment.path("latents.h5"),
      ])
      #expect(encoded.status == 0, "\(encoded.messages)")
      #expect(try LatentsArtifact(reading: experiment.path("latents.h5")).mean == model.mean)
    }
  }

  @Test func `Joined sets count what they are to, and what is missing counts nothing`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try TrainExperiment(in: folder)
      try experiment.writeSecond(
        ["song 0", "song 1", "song 3", "song 5"], to: experiment.path("second.h5"))
      let outcome = try experiment.train(
        "kind: raw\nweights: [1, 3]\n", ["--features", experiment.path("second.h5")])
      #expect(outcome.status == 0, "\(outcome.messages)")
      let mean = try ModelArtifact(reading: experiment.path("model.h5")).mean
      let training = TrainExperiment.rows(.train)
      func deviation(_ column: Int) -> Double {
        (training.reduce(0.0) { $0 + Double(mean[$1, column]) * Double(mean[$1, column]) }
          / Double(training.count)).squareRoot()
      }
      #expect(abs(deviation(0) - 1) < 1e-4)
      #expect((40..<45).allSatisfy { abs(deviation($0) - 3) < 1e-3 || deviation($0) == 0 })
      // Songs 2 and 4 lack the second set.
      for row in TrainExperiment.rows(.test) {
        #expect((40..<45).allSatisfy { abs(mean[row, $0]) < 1e-5 })
      }
    }
  }

  @Test func `Words without a common term are refused in a sentence`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(
        in: folder, words: ["ab", "cd", "ef", "gh", "ij", "kl"],
        settings: "words: [1, 1]\ncharacters: []\n")
      let outcome = try experiment.train("kind: raw\n")
      #expect(outcome.status == 65 && outcome.messages.contains("no term"), "\(outcome.messages)")
    }
  }
}

extension URL {
  /// The folder, made.
  fileprivate func made() throws -> URL {
    try FileManager.default.createDirectory(at: self, withIntermediateDirectories: true)
    return self
  }
}
