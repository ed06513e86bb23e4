import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("cantus-report") struct ReportTests {
  static let files = [
    "comparisons.csv", "confounds.csv", "confusion.csv", "counts.csv", "index.html",
    "quarantine.csv", "scores.csv", "songs.csv", "training.csv",
  ]

  @Test func `Everything that the artifacts say is in the page and its tables`() throws {
    try withSmallExperiment { experiment in
      let result = try experiment.report()
      #expect(result.status == 0 && result.output.isEmpty, "\(result.messages)")
      let page = try experiment.text("report/index.html")
      for text in [
        "<title>small · Cantus report</title>", "2 band × 3 frame",
        "identical audio (1.00): song_3",
        "the file is empty", "mel · basic-vae", "12,345", "3 of 4", "best: epoch 2",
        "nothing to examine", "passed with warnings", "Artist 1 is in train and test",
        "PC 1 (50.0 % of the variance)", "cantus.scores/1", "kind: split.h5",
        "make EXPERIMENT=small train",
      ] { #expect(page.contains(text), "\(text)") }
      let scores = try experiment.text("report/scores.csv").split(separator: "\n")
      #expect(scores.count == 7)
      #expect(
        scores.contains {
          $0.contains("mel,basic-vae,seed-42,language,kmeans,,2,song,test,,ami,0.75,,,,,4,yes")
        })
      let songs = try experiment.text("report/songs.csv").split(separator: "\n")
      #expect(songs.count == 9)
      #expect(
        songs[3] == "song_2,Title 2,Artist 1,music/2.flac,ar,train,2,52.0,FLAC,44100,2,16,yes")
      let confusion = try experiment.text("report/confusion.csv")
      #expect(
        confusion.contains("kmeans,song,0,en,0\n") && confusion.contains("kmeans,song,1,ar,1\n"))
      #expect(try experiment.text("report/training.csv").split(separator: "\n").count == 4)
    }
  }

  @Test func `The best model stands first, with what chance would score`() throws {
    try withSmallExperiment { experiment in
      _ = try experiment.report()
      let page = try experiment.text("report/index.html")
      #expect(page.contains("mel · basic-vae, K-means") && page.contains("<strong>0.75</strong>"))
      #expect(page.contains("4 songs evaluated") && page.contains("A random grouping"))
    }
  }

  @Test func `The digest of a file is the one that others have recorded`() throws {
    try withSmallExperiment { experiment in
      _ = try experiment.report()
      let recorded = try provenance(of: experiment.path("split.h5")).inputs[0].sha256
      #expect(try experiment.text("report/index.html").contains("SHA-256 \(recorded.prefix(12))…"))
    }
  }

  @Test func `The same artifacts give the same bytes, wherever they lie`() throws {
    func bytes() throws -> [Data] {
      var found: [Data] = []
      try withSmallExperiment { experiment in
        _ = try experiment.report()
        let folder = experiment.path("report")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == Self.files)
        found = try Self.files.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
      }
      return found
    }
    #expect(try bytes() == bytes())
  }

  @Test(arguments: ["audio", "features", "split.h5", "models", "scores", "audit.h5"])
  func `What is absent is said to be absent`(_ part: String) throws {
    try withSmallExperiment { experiment in
      try FileManager.default.removeItem(atPath: experiment.path(part))
      let result = try experiment.report()
      #expect(result.status == 0, "\(result.messages)")
      let stage = [
        "audio": "ingest", "features": "featurize", "split.h5": "split", "models": "train",
        "scores": "evaluate", "audit.h5": "audit",
      ]
      let page = try experiment.text("report/index.html")
      #expect(page.contains("make \(stage[part] ?? "") brings them in"))
    }
  }

  @Test(arguments: [
    "audio/000.h5", "features/mel.h5", "split.h5", "models/mel/pca/seed-42.h5",
    "scores/mel/pca/seed-42.h5", "audit.h5",
  ])
  func `A broken artifact is named, and leaves no page`(_ file: String) throws {
    try withSmallExperiment { experiment in
      let bytes = try Data(contentsOf: URL(filePath: experiment.path(file)))
      try bytes.prefix(bytes.count / 2).write(to: URL(filePath: experiment.path(file)))
      let result = try experiment.report()
      #expect(result.status == 65)
      #expect(result.messages.contains(file), "\(result.messages)")
      #expect(!FileManager.default.fileExists(atPath: experiment.path("report/index.html")))
    }
  }

  @Test func `A folder that is not there is an error`() throws {
    try withTemporaryDirectory { folder in
      let result = try run("cantus-report", ["--experiment", "none", "--output", "x"], in: folder)
      #expect(result.status == 66 && result.messages.contains("none is not a folder"))
    }
  }

  @Test func `A hostile title is a text`() throws {
    try withSmallExperiment(firstTitle: "<script>alert(1)</script>\"\u{301}") { experiment in
      #expect(try experiment.report().status == 0)
      let page = try experiment.text("report/index.html")
      #expect(!page.contains("<script") && !page.unicodeScalars.contains("\u{0}"))
    }
  }
}
