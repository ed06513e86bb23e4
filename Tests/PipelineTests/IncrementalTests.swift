import Foundation
import TestSupport
import Testing

@Suite("Incremental runs", .enabled(if: SmallExperiment.programsAreBuilt), .serialized)
struct IncrementalTests {
  func expectSuccess(
    _ outcome: SmallExperiment.Outcome, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      outcome.status == 0, "\(outcome.output)\n\(outcome.errors)", sourceLocation: sourceLocation)
  }

  @Test func `A full run is complete, repeatable elsewhere, and then fresh`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      expectSuccess(try experiment.make("report"))
      let artifacts = try experiment.artifacts()
      for name in [
        "songs.csv", "features/mfcc.h5", "split.h5", "models/mfcc/vae/seed-42.h5",
        "scores/mfcc/raw/seed-42.h5", "audit.h5", "audit.json", "report/index.html",
      ] { #expect(artifacts[name] != nil, "\(name) among \(artifacts.keys.sorted())") }

      let question = try experiment.make("-q", "report")
      #expect(question.status == 0 && question.output.isEmpty && question.errors.isEmpty)
      expectSuccess(try experiment.make("audit"))
      expectSuccess(try experiment.make("playlists"))
      expectSuccess(try experiment.make("compare", "A=small", "B=small"))
      for name in [
        "small/playlists/mfcc/raw/seed-42/language/kmeans/cluster-0.m3u8",
        "comparisons/small-small/index.html",
      ] {
        #expect(FileManager.default.fileExists(atPath: experiment.path("data/\(name)")), "\(name)")
      }

      expectSuccess(try experiment.make("report", data: "elsewhere"))
      let others = try experiment.artifacts("elsewhere")
      #expect(others.keys.sorted() == artifacts.keys.sorted())
      for (name, bytes) in artifacts { #expect(others[name] == bytes, "\(name) differs") }
    }
  }

  @Test func `Editing a model reruns that model and what follows from it`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      expectSuccess(try experiment.make("report"))
      let kept = [
        "songs.csv", "features/mfcc.h5", "split.h5", "models/mfcc/raw/seed-42.h5",
        "scores/mfcc/raw/seed-42.h5",
      ]
      let remade = [
        "models/mfcc/vae/seed-42.h5", "scores/mfcc/vae/seed-42.h5", "audit.h5", "report/index.html",
      ]
      let before = try (kept + remade).map { try experiment.modified($0) }
      let yaml = try String(
        contentsOfFile: experiment.path("experiment/models/mfcc/vae.yaml"), encoding: .utf8)
      try experiment.write(
        yaml.replacing("latent: 4", with: "latent: 3"), to: "experiment/models/mfcc/vae.yaml")

      let status = try experiment.make("status").output
      #expect(
        status.contains("stale    \(experiment.path("data/small/models/mfcc/vae/seed-42.h5"))"),
        "\(status)")
      #expect(status.contains("fresh    \(experiment.path("data/small/split.h5"))"), "\(status)")

      expectSuccess(try experiment.make("report"))
      for (name, time) in zip(kept, before) {
        #expect(try experiment.modified(name) == time, "\(name)")
      }
      for (name, time) in zip(remade, before.dropFirst(kept.count)) {
        #expect(try experiment.modified(name) > time, "\(name)")
      }
    }
  }

  @Test func `The stale feature sets of a shard are made by one command, fresh ones by none`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let sets = ["mel", "mfcc", "tags"]
      try experiment.write("kind: log-mel\nwindow: 3\nhop: 2", to: "experiment/features/mel.yaml")
      let songs = try SmallExperiment.run(
        "bin/cantus-ingest",
        [
          "scan", "--configuration", experiment.path("experiment/corpus.yaml"), "--corpus",
          experiment.path("corpus"), "--output", experiment.path("songs.csv"), "--shards-folder",
          experiment.path("songs"),
        ])
      #expect(songs.status == 0, "\(songs.errors)")
      let ids = try String(contentsOfFile: experiment.path("songs.csv"), encoding: .utf8)
        .split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
      try writeVectors(count: ids.count, to: experiment.path("tags.npy"))
      try experiment.write("song_id\n" + ids.joined(separator: "\n"), to: "tags.csv")
      try experiment.write(
        "kind: external\nfile: ../../tags.npy\nids: '../../tags.csv'",
        to: "experiment/features/tags.yaml")

      let first = try experiment.make("featurize", "SHARDS=1", "-j2")
      expectSuccess(first)
      #expect(first.output.split(separator: "cantus-featurize extract").count == 2)
      let whole = try experiment.artifacts()
      expectSuccess(try experiment.make("featurize", "SHARDS=1", data: "other"))
      #expect(try experiment.artifacts("other") == whole)
      #expect(try experiment.make("-q", "featurize", "SHARDS=1").status == 0)

      func remade(by edit: String) throws -> Set<String> {
        func times() throws -> [Date] {
          try sets.map { try experiment.modified("features/\($0)/000.h5") }
        }
        let before = try times()
        let file = experiment.path(edit)
        try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file)
        #expect(try experiment.make("-q", "featurize", "SHARDS=1").status == 1)
        let plan = try experiment.make("-n", "featurize", "SHARDS=1").output
        let run = try experiment.make("featurize", "SHARDS=1")
        expectSuccess(run)
        #expect(!plan.isEmpty && run.output == plan)
        #expect(try experiment.make("-q", "featurize", "SHARDS=1").status == 0)
        return Set(zip(sets, zip(before, try times())).filter { $1.0 < $1.1 }.map(\.0))
      }
      #expect(try remade(by: "experiment/features/mel.yaml") == ["mel"])
      #expect(try remade(by: "tags.npy") == ["tags"])
      #expect(try remade(by: "tags.csv") == ["tags"])
      #expect(try remade(by: "data/small/audio/000.h5") == Set(sets))

      // What is named by its file is made alone.
      try FileManager.default.removeItem(atPath: experiment.path("data/small/features/mel/000.h5"))
      try FileManager.default.removeItem(atPath: experiment.path("data/small/features/mfcc/000.h5"))
      let mel = experiment.path("data/small/features/mel.h5")
      expectSuccess(try experiment.make(mel, "SHARDS=1"))
      #expect(try experiment.artifacts()["features/mfcc/000.h5"] == nil)
      expectSuccess(try experiment.make("featurize", "SHARDS=1"))
      #expect(try experiment.artifacts() == whole)
    }
  }

  /// Writes as many vectors of two numbers as `numpy.save` does.
  private func writeVectors(count: Int, to path: String) throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count), 2), }"
    let text = Array(header.utf8) + repeatElement(0x20, count: 117 - header.count) + [0x0a]
    let preamble = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0]
    try Data(preamble + text + repeatElement(0, count: 8 * count)).write(to: URL(filePath: path))
  }

  @Test func `What is asked for no longer leaves audit and report, but is kept`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      expectSuccess(try experiment.make("report"))
      try FileManager.default.removeItem(atPath: experiment.path("experiment/models/mfcc/raw.yaml"))
      #expect(try experiment.make("-q", "report").status == 1)
      let outcome = try experiment.make("report")
      expectSuccess(outcome)
      #expect(
        outcome.errors.contains("models/mfcc/raw/seed-42.h5 is set aside"), "\(outcome.errors)")
      let artifacts = try experiment.artifacts()
      #expect(artifacts["unused/models/mfcc/raw/seed-42.h5"] != nil)
      let page = String(decoding: try #require(artifacts["report/index.html"]), as: UTF8.self)
      #expect(page.contains("vae") && !page.contains("mfcc · raw"))
      #expect(try experiment.make("-q", "report").status == 0)

      try experiment.write("kind: raw\n", to: "experiment/models/mfcc/raw.yaml")
      for missing in ["features/mfcc.h5", "models/mfcc/vae/seed-42.h5", "split.h5"] {
        try FileManager.default.removeItem(atPath: experiment.path("data/small/\(missing)"))
      }
      expectSuccess(try experiment.make("report"))
      let whole = try experiment.artifacts()
      for name in artifacts.keys { #expect(whole[name] != nil, "\(name)") }
      #expect(whole["scores/mfcc/raw/seed-42.h5"] != nil)
    }
  }

  @Test func `Of corpus.yaml, audio depends on decoding alone, and the split on its limit`() throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      expectSuccess(try experiment.make("split"))
      let names = try experiment.artifacts().keys.filter { $0.hasPrefix("audio/") } + ["split.h5"]
      let yaml = try String(
        contentsOfFile: experiment.path("experiment/corpus.yaml"), encoding: .utf8)
      /// What an edit of corpus.yaml makes anew.
      func remade(by edit: String) throws -> [String] {
        let before = try names.map { try experiment.modified($0) }
        try experiment.write(edit, to: "experiment/corpus.yaml")
        expectSuccess(try experiment.make("split"))
        #expect(try experiment.make("-q", "split").status == 0)
        return try zip(names, before).filter { try experiment.modified($0) > $1 }.map(\.0)
      }
      #expect(try remade(by: yaml + "\n# a remark\ntags: false\n") == [])
      let limited = yaml.replacing("max_quarantined: 0.2", with: "max_quarantined: 0.3")
      #expect(try remade(by: limited) == ["split.h5"])
      #expect(try remade(by: limited + "\ndecoding: {min_duration: 4}\n") == names)
    }
  }

  @Test func `A new song reruns its shard, and a replaced one too`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      // Four shards, whatever the default is for so few songs.
      expectSuccess(try experiment.make("ingest", "SHARDS=4"))
      let shards = try experiment.artifacts().keys.filter { $0.hasPrefix("audio/") }.sorted()
      #expect(shards.count >= 2)
      let before = try shards.map { try experiment.modified($0) }

      func remade() throws -> Int {
        try zip(shards, before).count { try experiment.modified($0) > $1 }
      }
      try experiment.writeSong("Hindi/pop/new.wav", seed: 999, pitch: 330, beat: 0.3)
      expectSuccess(try experiment.make("ingest", "SHARDS=4"))
      #expect(try remade() == 1)
      // An older file in the place of one, and one from the future.
      let (old, new) = ("corpus/Hindi/pop/new.wav", "corpus/Hindi/pop/song 101.wav")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: experiment.path(old))
      try FileManager.default.removeItem(atPath: experiment.path(new))
      try FileManager.default.moveItem(atPath: experiment.path(old), toPath: experiment.path(new))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: 1e8)],
        ofItemAtPath: experiment.path("corpus/Arabic/pop/song 001.wav"))
      let again = try experiment.make("ingest", "SHARDS=4")
      expectSuccess(again)
      #expect(again.errors.contains(" songs in 4 shards"), "\(again.errors)")
      #expect(try experiment.make("-q", "ingest", "SHARDS=4").status == 0)
    }
  }
}
