import Artifacts
import Foundation
import Randomness
import TestSupport
import Testing

/// The experiments that are shipped.
@Suite("Studies", .enabled(if: SmallExperiment.programsAreBuilt), .serialized)
struct StudyTests {
  static let experiments = SmallExperiment.repository.appending(path: "experiments")

  /// The YAML files below a folder of an experiment, by their path in it.
  private static func files(_ experiment: String) -> [String] {
    let root = experiments.appending(path: experiment).path(percentEncoded: false)
    let found = FileManager.default.enumerator(atPath: root)
    var names: [String] = []
    while let name = found?.nextObject() as? String {
      if name.hasSuffix(".yaml"), !name.hasSuffix(".sweep.yaml") { names.append(name) }
    }
    return names.sorted()
  }

  /// The command that reads a file.
  private static func reader(of file: String) -> [String] {
    switch file.split(separator: "/").first ?? "" {
    case "corpus.yaml": ["cantus-ingest", "scan", "--shards-folder", "none"]
    case "split.yaml": ["cantus-split", "make", "none"]
    case "evaluation.yaml":
      ["cantus-evaluate", "--model", "none", "--features", "none", "--split", "none"]
    case "features": ["cantus-featurize", "extract", "--audio", "none"]
    default: ["cantus-train", "fit", "--features", "none", "--split", "none", "--seed", "1"]
    }
  }

  @Test(arguments: [
    "best", "demo", "jamendo", "seven-vaes", "bangla-english", "gtzan-banglabeats",
    "language-segments",
  ])
  func `Every file of every experiment reads, in each variant`(experiment: String) throws {
    let files = Self.files(experiment)
    #expect(files.contains("corpus.yaml") && files.contains { $0.hasPrefix("models/") })
    for file in files {
      let path = Self.experiments.appending(path: "\(experiment)/\(file)")
        .path(percentEncoded: false)
      let command = Self.reader(of: file)
      for variants in [[], ["demo"], ["smoke"], ["published"], ["demo", "published"]] {
        let outcome = try SmallExperiment.run(
          "bin/\(command[0])",
          command.dropFirst() + ["--configuration", path, "--output", "none", "--print-config"]
            + variants.flatMap { ["--variant", $0] })
        #expect(outcome.status == 0, "\(experiment)/\(file) as \(variants): \(outcome.errors)")
        #expect(!outcome.output.contains("variants:"))
      }
    }
  }

  /// A study at demo scale on 24 songs of eight seconds.
  private func make(
    _ study: String, in folder: URL, _ arguments: [String]
  ) throws -> SmallExperiment.Outcome {
    try SmallExperiment.run(
      "/usr/bin/timeout",
      [
        "-s", "KILL", "300", "make", "--no-print-directory", "-o", "bin/built",
        "EXPERIMENT=\(study)", "SCALE=demo",
        "DATA=\(folder.appending(path: "data").path(percentEncoded: false))",
        "CORPUS=\(folder.appending(path: "corpus/study").path(percentEncoded: false))",
      ] + arguments)
  }

  private func writeCorpus(in folder: URL) throws {
    let experiment = try SmallExperiment(in: folder)
    var rows = ["song_id,title,artist,language,genre"]
    for (language, code) in [("Arabic", "ar"), ("Hindi", "hi")] {
      for number in 1...12 {
        let genre = ["pop", "rock"][number % 2]
        try experiment.writeSong(
          "study/\(code)_00\(number + 10)_Song \(number).wav",
          seed: UInt64(number + (code == "ar" ? 0 : 500)), pitch: code == "ar" ? 220 : 440,
          beat: genre == "pop" ? 0.25 : 0.5)
        rows.append(
          "\(code)_00\(number + 10),Song \(number),\(code) \(number / 2),\(language),\(genre)")
      }
    }
    try experiment.write(rows.joined(separator: "\n"), to: "corpus/study/metadata.csv")
    // Words that songs share, in lines that they do not.
    let words = ["love", "night", "road", "rain", "home", "fire", "moon", "river", "dance", "gold"]
    for (place, code) in ["ar", "hi"].enumerated() {
      for number in 1...12 {
        var generator = Generator(seed: UInt64(1000 * place + number))
        let text = (0..<60).map { _ in words[generator.integer(below: words.count)] }
        try experiment.write(
          text.joined(separator: " "), to: "corpus/study/\(code)_00\(number + 10).txt")
      }
    }
  }

  private func findings(_ data: String, in folder: URL) throws -> [AuditArtifact.Finding] {
    try AuditArtifact(
      reading: folder.appending(path: "data/\(data)/audit.h5").path(percentEncoded: false)
    ).findings
  }

  @Test func `Seven VAEs run to the report at demo scale, and their audit passes`() throws {
    try withTemporaryDirectory { folder in
      try writeCorpus(in: folder)
      let outcome = try make("seven-vaes", in: folder, ["report"])
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let models = Self.files("seven-vaes").filter { $0.hasPrefix("models/") }
      for model in models {
        let scores = model.replacing("models/", with: "data/seven-vaes-demo/scores/")
          .replacing(".yaml", with: "/seed-42.h5")
        #expect(
          FileManager.default.fileExists(
            atPath: folder.appending(path: scores).path(percentEncoded: false)), "\(scores)")
      }
      let raw = try ScoresArtifact(
        reading: folder.appending(path: "data/seven-vaes-demo/scores/mel/raw/seed-42.h5")
          .path(percentEncoded: false)
      ).scores
      #expect(
        Set(try raw.texts("clustering")).subtracting([""]) == ["kmeans", "ward"],
        "raw spectrograms have too many dimensions for a full covariance")
      let found = try findings("seven-vaes-demo", in: folder)
      #expect(found.allSatisfy { $0.severity == .warning }, "\(found)")
      #expect(Set(found.map(\.code)).contains("L20"), "the cvae are told a label that is scored")
      let audit = try make("seven-vaes", in: folder, ["audit"])
      #expect(audit.status == 0, "\(audit.output)\n\(audit.errors)")
      #expect(try make("seven-vaes", in: folder, ["-q", "report"]).status == 0)

      let tables = try make("seven-vaes", in: folder, ["reproduce"])
      #expect(tables.status == 0, "\(tables.errors)")
      let page = try String(
        contentsOf: folder.appending(path: "data/seven-vaes-demo/reproduction/reproduction.md"),
        encoding: .utf8)
      for line in [
        "## nmi, genre", "| Basic VAE | mean | 0.0815 ± 0.0164 | 0.", "† not valid", "Pearson's r",
        "| VaDE | value | 4.3312 | ",
        "![nmi, genre](nmi-genre.svg)",
      ] { #expect(page.contains(line), "\(line) in \(page)") }
      let plot = try String(
        contentsOf: folder.appending(path: "data/seven-vaes-demo/reproduction/nmi-genre.svg"),
        encoding: .utf8)
      #expect(plot.contains("Basic VAE, mean") && plot.contains("published 0.08"), "\(plot)")
    }
  }

  @Test func `The published protocol of seven VAEs fails its audit by what is wrong with it`()
    throws
  {
    try withTemporaryDirectory { folder in
      try writeCorpus(in: folder)
      let outcome = try make("seven-vaes", in: folder, ["PROTOCOL=published", "report"])
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let found = try findings("seven-vaes-demo-published", in: folder)
      let errors = Set(found.filter { $0.severity == .error }.map(\.code))
      #expect(errors.isSuperset(of: ["L01", "L31"]) && !errors.contains("L41"), "\(errors)")
      #expect(found.contains { $0.code == "L15" })
      #expect(try make("seven-vaes", in: folder, ["PROTOCOL=published", "audit"]).status == 2)
    }
  }

  /// What the audit finds is what the READMEs say it does: nothing else, and nothing less.
  @Test(
    arguments: [
      ("bangla-english", ["L04", "L34"], ["L15"]),
      ("gtzan-banglabeats", ["L04", "L20", "L32", "L34"], ["L15", "L35"]),
      ("language-segments", ["L20"], ["L15"]),
    ] as [(String, Set<String>, Set<String>)])
  func `The other studies run to the report, and their audits find what is to be found`(
    study: String, expected: Set<String>, published: Set<String>
  ) throws {
    try withTemporaryDirectory { folder in
      try writeCorpus(in: folder)
      let models = Self.files(study).filter { $0.hasPrefix("models/") }
      for (protocols, codes) in [
        ([], expected), (["PROTOCOL=published"], expected.union(published)),
      ] {
        let data = "\(study)-demo" + (protocols.isEmpty ? "" : "-published")
        let outcome = try make(study, in: folder, protocols + ["report", "reproduce"])
        #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
        for model in models {
          let scores = folder.appending(
            path: "data/\(data)/scores/\(model.dropFirst(7).dropLast(5))/seed-42.h5")
          #expect(
            FileManager.default.fileExists(atPath: scores.path(percentEncoded: false)), "\(scores)")
        }
        let found = try findings(data, in: folder)
        #expect(found.allSatisfy { $0.severity == .warning }, "\(found)")
        #expect(Set(found.map(\.code)) == codes, "\(data): \(found)")
      }
    }
  }

  @Test func `A sweep is scored on validation songs, ranked, and made again only when stale`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      try experiment.write(
        "base: vae\nvalues: {latent: [2, 3], loss.beta: [0.5]}\n",
        to: "experiment/models/mfcc/vae.sweep.yaml")
      let outcome = try experiment.make("sweep")
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let sweep = "data/small/sweeps/mfcc/vae"
      let ranking = try String(
        contentsOfFile: experiment.path("\(sweep)/ranking.csv"), encoding: .utf8)
      #expect(ranking.split(separator: "\n").count == 3)
      for latent in 2...3 {
        let name = "mfcc/latent-\(latent)_loss.beta-0.5"
        #expect(ranking.contains(name))
        let scores = try ScoresArtifact(
          reading: experiment.path("\(sweep)/scores/\(name)/seed-42.h5"))
        #expect(Set(try scores.scores.texts("part")) == ["validation"])
        let model = try ModelRecord(
          reading: experiment.path("\(sweep)/models/\(name)/seed-42.h5"))
        #expect(model.latents == latent)
      }
      let again = try experiment.make("sweep")
      #expect(again.status == 0 && !(again.output + again.errors).contains("cantus-train --conf"))
      // A sweep is no model of the experiment.
      #expect(try experiment.make("report").status == 0)
      #expect(try experiment.make("-q", "report").status == 0)
    }
  }

  @Test func `A sweep gives up what is hopeless beside its first variations`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      try experiment.write(
        "base: vae\nmedian_of: 1\nvalues: {training.learning_rate: [1e-2, 1e-9, 1.1e-2]}\n",
        to: "experiment/models/mfcc/vae.sweep.yaml")
      // The variation to keep up with comes first, whatever the order of work.
      let outcome = try experiment.make("-j2", "sweep")
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let epochs = try ["1e-2", "1e-9", "1.1e-2"].map { rate in
        try ModelRecord(
          reading: experiment.path(
            "data/small/sweeps/mfcc/vae/models/mfcc/training.learning_rate-\(rate)/seed-42.h5")
        ).epochs
      }
      #expect(epochs == [40, 10, 40])
    }
  }

  @Test(arguments: [("gtzan-banglabeats", "basic-vae", 18), ("language-segments", "vae", 10)])
  func `The studies' sweeps stand for their appendices`(
    study: String, model: String, count: Int
  ) throws {
    try withTemporaryDirectory { folder in
      let root = Self.experiments.appending(path: study).path(percentEncoded: false)
      let outcome = try SmallExperiment.run(
        "bin/cantus-train",
        [
          "expand", "--configuration", "\(root)/models/mfcc/\(model).sweep.yaml", "--evaluation",
          "\(root)/evaluation.yaml", "--output", folder.path(percentEncoded: false),
        ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "models/mfcc").path(percentEncoded: false))
      #expect(files.count == count, "\(files)")
    }
  }

  @Test func `A variant that no file has is refused`() throws {
    try withTemporaryDirectory { folder in
      let outcome = try make("seven-vaes", in: folder, ["PROTOCOL=publshed", "-n", "split"])
      #expect(outcome.status == 2 && outcome.errors.contains("publshed"), "\(outcome.errors)")
    }
  }
}
