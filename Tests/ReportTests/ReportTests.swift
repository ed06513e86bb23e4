import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("cantus-report") struct ReportTests {
  static let tables = [
    "comparisons", "confounds", "confusion", "costs", "counts", "exemplars", "quarantine", "scores",
    "selections", "songs", "training",
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
        "make EXPERIMENT=small train", "chosen: 2", "In the middle", "MSE ",
        "models/mel/pca/seed-42.h5",
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
      let recorded = try provenance(of: experiment.path("split.h5")).inputs[0].digest
      #expect(try experiment.text("report/index.html").contains("digest \(recorded.prefix(12))…"))
    }
  }

  @Test func `The same artifacts give the same bytes, wherever they lie`() throws {
    func bytes() throws -> [Data] {
      var found: [Data] = []
      try withSmallExperiment { experiment in
        _ = try experiment.report()
        let folder = experiment.path("report")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
          $0.contains(".")
        }.sorted()
        for table in Self.tables {
          #expect(files.contains("\(table).csv") && files.contains("\(table).json"))
        }
        #expect(files.contains("models.tex") && files.contains("figures/map-1-1.svg"))
        #expect(files.contains("index.html"))
        found = try files.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
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
      #expect(!page.contains("<script>alert") && !page.unicodeScalars.contains("\u{0}"))
    }
  }

  @Test func `Songs are played from where the catalogue says, if they are there`() throws {
    try withSmallExperiment { experiment in
      let music = experiment.folder.appending(path: "corpus/music")
      try FileManager.default.createDirectory(at: music, withIntermediateDirectories: true)
      for song in [4, 6] { try Data("x".utf8).write(to: music.appending(path: "\(song).flac")) }
      #expect(try experiment.report(corpus: "corpus").status == 0)
      let page = try experiment.text("report/index.html")
      #expect(page.contains("src=\"./../../corpus/music/4.flac#t=20.0\""))
      #expect(!page.contains("music/5.flac#"))
    }
  }

  @Test(arguments: [
    "javascript:alert(1)", "../../etc/passwd", "/etc/passwd", "a//b", "data:text/html,x", ".", "",
  ])
  func `A path that leads elsewhere is no address`(path: String) throws {
    try withSmallExperiment(firstPath: path) { experiment in
      try FileManager.default.createDirectory(
        at: experiment.folder.appending(path: "corpus"), withIntermediateDirectories: true)
      #expect(try experiment.report(corpus: "corpus").status == 0)
      let page = try experiment.text("report/index.html")
      #expect(page.contains("\"audio\":[\"\","))
    }
  }

  @Test func `Bytes of a name mean nothing to an address`() throws {
    try withSmallExperiment(firstPath: "a?b#c%20 ü'\".mp3") { experiment in
      let corpus = experiment.folder.appending(path: "corpus")
      try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
      try Data().write(to: corpus.appending(path: "a?b#c%20 ü'\".mp3"))
      #expect(try experiment.report(corpus: "corpus").status == 0)
      let page = try experiment.text("report/index.html")
      #expect(page.contains("./../../corpus/a%3Fb%23c%2520%20%C3%BC%27%22.mp3"))
    }
  }

  @Test func `Costs are read as make notes them, the last of each file, other lines passed over`()
    throws
  {
    try withSmallExperiment { experiment in
      try """
      9.00 1.00 1.00 1000 bin/cantus-train --output data/small/models/mel/pca/seed-42.h5
      2.50 3.00 1.00 2048 bin/cantus-train --configuration x --output data/small/models/mel/pca/seed-42.h5
      Command exited with non-zero status 2
      nan 1 1 1 bin/cantus-train --output x
      1 1 1 1 rm --output x
      """.write(toFile: experiment.path("costs.txt"), atomically: true, encoding: .utf8)
      _ = try experiment.report()
      let costs = try experiment.text("report/costs.csv")
      #expect(
        costs == "stage,output,wall_seconds,processor_seconds,peak_bytes\n"
          + "train,models/mel/pca/seed-42.h5,2.5,4.0,2097152.0\n")
    }
  }

  @Test func `A playlist for every cluster holds its songs, in paths from where it is`() throws {
    try withSmallExperiment { experiment in
      let result = try run(
        "cantus-report",
        ["playlists", "--experiment", "small", "--corpus", "corpus", "--output", "lists"],
        in: experiment.folder)
      #expect(result.status == 0, "\(result.messages)")
      let list = experiment.folder.appending(
        path: "lists/mel/pca/seed-42/language/kmeans/cluster-0.m3u8")
      let text = String(decoding: try Data(contentsOf: list), as: UTF8.self)
      #expect(
        text == """
          #EXTM3U
          #EXTINF:54,Title 4 · Artist 2
          ../../../../../../corpus/music/4.flac
          #EXTINF:56,Title 6 · Artist 3
          ../../../../../../corpus/music/6.flac

          """)
    }
  }

  @Test func `Two experiments are compared on the songs of both`() throws {
    try withSmallExperiment { experiment in
      let result = try run(
        "cantus-report", ["compare", "--a", "small", "--b", "small", "--output", "c/index.html"],
        in: experiment.folder)
      #expect(result.status == 0, "\(result.messages)")
      let page = String(
        decoding: try Data(contentsOf: experiment.folder.appending(path: "c/index.html")),
        as: UTF8.self)
      #expect(page.contains("A: mel · pca") && page.contains("B: mel · basic-vae"))
    }
  }

  private static let typesetter = ["/usr/bin/pdflatex"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    .enabled(
      if: typesetter != nil, "LaTeX is not installed: apt-get install texlive-latex-recommended"))
  func `Every table for papers can be typeset`() throws {
    try withSmallExperiment(firstTitle: "50 % & more_$") { experiment in
      #expect(try experiment.report().status == 0)
      let folder = URL(filePath: experiment.path("report"))
      let tables = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter {
        $0.hasSuffix(".tex")
      }.sorted()
      #expect(tables.count > 8)
      let inputs = tables.map { "\\input{\($0)}\\par\n" }.joined()
      let document =
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs}\\begin{document}\n"
        + inputs + "\\end{document}\n"
      try document.write(to: folder.appending(path: "all.tex"), atomically: true, encoding: .utf8)
      let ended = try run(
        program: try #require(Self.typesetter),
        ["-halt-on-error", "-interaction=nonstopmode", "-draftmode", "all.tex"], in: folder)
      #expect(ended.status == 0, "\(ended.output.suffix(500))")
    }
  }
}
