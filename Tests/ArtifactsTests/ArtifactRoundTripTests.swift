import Artifacts
import DataSplit
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import Testing

/// Small artifacts of every schema, and the folder they lie in.
struct Example {
  let folder: URL

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  func provenance(of output: String, inputs: [String] = [], seed: UInt64? = nil) throws
    -> Provenance
  {
    try Provenance(of: output, configuration: "kind: raw\n", inputs: inputs, seed: seed)
  }

  static let songs: Songs = {
    do {
      return try Songs(
        Table([
          .init("song_id", ["ar_1", "en_1"]), .init("title", ["أغنية", ""]),
          .init("language", ["Arabic", "English"]), .init("peak", [-1.0, -3.5], unit: "dBFS"),
          .init("channels", [1, 2]),
        ]), labels: ["language"])
    } catch { preconditionFailure("\(error)") }
  }()

  static let clips = Clips(
    ids: ["ar_1@0", "ar_1@20", "en_1@0"], songs: [0, 0, 1], starts: [0, 20, 0],
    durations: [30, 12.5, 3])

  static let quarantine = [
    QuarantinedSong(songID: "x", path: "x.mp3", stage: "ingest", reason: "the file is empty")
  ]

  func writeAudio() throws -> String {
    let path = path("audio/000.h5")
    try AudioArtifact.write(to: path, provenance(of: path), sampleRate: 22050) { writer in
      let (first, rest): ([Float], [Float]) = ([0.5, -0.5], [0.25])
      try writer.append(first.span)
      try writer.append(rest.span)
      try writer.endSong(fingerprint: [7, 8])
      try writer.endSong(fingerprint: [])
      return (Self.songs, Self.quarantine)
    }
    return path
  }

  func writeFeatures() throws -> String {
    let path = path("features/mel.h5")
    let axes = [
      FeatureAxis("band", .reals([100, 200]), unit: "Hz"),
      FeatureAxis("statistic", .texts(["mean", "sd"])),
    ]
    try FeaturesArtifact.write(to: path, provenance(of: path), axes: axes, unit: "dB") { writer in
      let (first, rest) = ((0..<8).map(Float.init), (8..<12).map(Float.init))
      try writer.append(first.span)
      try writer.append(rest.span)
      return (Self.songs, Self.clips, Self.quarantine)
    }
    return path
  }
}

@Suite("Artifacts")
struct ArtifactRoundTripTests {
  func withExample(_ body: (Example) throws -> Void) throws {
    try withTemporaryDirectory { try body(Example(folder: $0)) }
  }

  @Test func `Audio comes back song by song`() throws {
    try withExample { example in
      let audio = try AudioArtifact(reading: try example.writeAudio())
      #expect(audio.songs == Example.songs)
      #expect(audio.quarantine == Example.quarantine)
      #expect(audio.sampleRate == 22050)
      #expect(audio.sampleCount(song: 0) == 3 && audio.sampleCount(song: 1) == 0)
      #expect(try audio.samples(song: 0, 1..<3) == [-0.5, 0.25])
      #expect(try audio.samples(song: 1, 0..<0) == [])
      #expect(try audio.fingerprints() == [[7, 8], []])
    }
  }

  @Test func `Features come back with clips and axes`() throws {
    try withExample { example in
      let features = try FeaturesArtifact(reading: try example.writeFeatures())
      #expect(features.songs == Example.songs && features.clips == Example.clips)
      #expect(features.axes.map(\.name) == ["band", "statistic"])
      #expect(features.axes[0] == FeatureAxis("band", .reals([100, 200]), unit: "Hz"))
      #expect(features.width == 4 && features.unit == "dB")
      #expect(try features.rows(1..<3).elements == (4..<12).map(Float.init))
    }
  }

  @Test func `A split comes back, even one that is wrong`() throws {
    try withExample { example in
      let path = example.path("split.h5")
      let split = SplitArtifact(
        provenance: try example.provenance(of: path, seed: .max), songIDs: ["a", "b", "a"],
        parts: [.train, .validation, .test], groups: [0, 1, 0],
        links: [.init(songA: "a", songB: "b", reason: "artist", score: 1)])
      try split.write(to: path)
      let read = try SplitArtifact(reading: path)
      #expect(read.songIDs == split.songIDs && read.parts == split.parts)
      #expect(read.groups == split.groups && read.links == split.links)
      #expect(read.provenance == split.provenance && read.provenance.seed == .max)
      #expect(try read.partOfSong() == ["a": .train, "b": .validation])
    }
  }

  @Test func `A model comes back, variational or not`() throws {
    try withExample { example in
      let path = example.path("models/mel/vae/seed-42.h5")
      var model = ModelArtifact(
        provenance: try example.provenance(
          of: path, inputs: [try example.writeFeatures()], seed: 42),
        kind: "basic-vae", songs: Example.songs, clips: Example.clips,
        parts: [.train, .train, nil],
        mean: Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6]),
        logVariance: Matrix(rows: 3, columns: 2, repeating: -1),
        history: Table([.init("epoch", [1, 2]), .init("train_total", [2.0, 1.5])]),
        parameters: [1, 2, 3],
        layout: [.init(name: "encoder.0.weight", offset: 0, rows: 1, columns: 3)],
        fitted: [
          .init(
            name: "standardization", rows: [0, 1], values: [("mean", [0, 0]), ("scale", [1, 2])]),
          .init(name: "parameters", rows: [0, 1]),
        ], conditionedOn: ["language"], activeUnits: 2, bestEpoch: 2, truncatedAtStep: 7,
        features: [
          FeatureDescription(
            axes: [
              FeatureAxis("band", .reals([20, 40.5]), unit: "Hz"),
              FeatureAxis("statistic", .texts(["mean", "deviation", "skewness"])),
            ], unit: "dB", configuration: "kind: mel\n"),
          FeatureDescription(
            axes: [FeatureAxis("dimension", .reals([0, 1]))], unit: "1", configuration: ""),
        ])
      model.clusters = Matrix(rows: 3, columns: 2, elements: [0.5, 0.5, 1, 0, 0.25, 0.75])
      try model.write(to: path)
      let read = try ModelArtifact(reading: path)
      #expect(read.mean == model.mean && read.logVariance == model.logVariance)
      #expect(read.parts == model.parts && read.history == model.history)
      #expect(read.parameters == model.parameters && read.layout == model.layout)
      #expect(read.fitted == model.fitted && read.conditionedOn == ["language"])
      #expect(read.features == model.features && read.clusters == model.clusters)
      #expect(read.truncatedAtStep == 7)
      #expect(read.activeUnits == 2 && read.bestEpoch == 2 && read.kind == "basic-vae")
      #expect(read.provenance.inputs.map(\.path) == ["../../../features/mel.h5"])
      let record = try ModelRecord(reading: path)
      #expect(record.latents == 2 && record.parameterCount == 3 && record.epochs == 2)
      #expect(record.history == model.history && record.activeUnits == 2 && record.bestEpoch == 2)

      model.logVariance = nil
      model.activeUnits = nil
      model.history = Table([])
      try model.write(to: path)
      let plain = try ModelArtifact(reading: path)
      #expect(plain.logVariance == nil && plain.activeUnits == nil && plain.history == Table([]))
    }
  }

  @Test func `Latents of new songs come back, with clusters or without`() throws {
    try withExample { example in
      let path = example.path("new/latents.h5")
      for clusters in [nil, Matrix(rows: 3, columns: 2, repeating: 0.5)] {
        let latents = LatentsArtifact(
          provenance: try example.provenance(of: path), kind: "vade", songs: Example.songs,
          clips: Example.clips, mean: Matrix(rows: 3, columns: 1, elements: [1, 2, 3]),
          logVariance: clusters == nil ? nil : Matrix(rows: 3, columns: 1, repeating: -2),
          clusters: clusters)
        try latents.write(to: path)
        let read = try LatentsArtifact(reading: path)
        #expect(read.mean == latents.mean && read.logVariance == latents.logVariance)
        #expect(read.clusters == clusters && read.kind == "vade" && read.clips == latents.clips)
        #expect(schema(of: path) == .latents)
      }
    }
  }

  @Test func `Features that differ say in what`() {
    func features(
      _ bands: [Double] = [20, 40], unit: String = "dB", settings: String = "kind: mel\n"
    ) -> FeatureDescription {
      FeatureDescription(
        axes: [FeatureAxis("band", .reals(bands), unit: "Hz")], unit: unit,
        configuration: settings)
    }
    #expect(features().difference(from: features()) == nil)
    for (other, words) in [
      (features([20, 40, 60]), "3 band instead of 2 band"),
      (features([20, 41]), "along band"), (features(unit: "1"), "the unit 1"),
      (features(settings: "kind: mfcc\n"), "“kind: mfcc” instead of “kind: mel”"),
      (features(settings: "kind: mel\nhop: 2\n"), "“hop: 2”"),
      (features(settings: ""), "no “kind: mel”"),
    ] {
      #expect(other.difference(from: features())?.contains(words) == true)
    }
  }

  @Test func `Scores and audits come back`() throws {
    try withExample { example in
      let path = example.path("scores/mel/raw/seed-42.h5")
      let scores = ScoresArtifact(
        provenance: try example.provenance(of: path), songs: Example.songs, clips: Example.clips,
        evaluated: [0, 2], fitted: [1],
        scores: Table([.init("metric", ["ARI"]), .init("value", [0.5]), .init("k", [2])]),
        assignments: [
          .init(
            task: "language", clustering: "ward", space: "umap of latent", k: 2, clusters: [1, 0],
            agreement: [0.5, .nan])
        ],
        confusion: Table([.init("label", ["Arabic"]), .init("count", [1])]),
        confounds: Table([.init("property", ["codec"]), .init("ami", [0.1])]),
        latents: Table([.init("metric", ["mig"]), .init("value", [0.2])]),
        exemplars: Table([.init("kind", ["central"]), .init("clip", [2])]),
        selections: Table([.init("criterion", ["gap"]), .init("k", [3])]),
        maps: [
          .init(
            kind: "pca", coordinates: Matrix(rows: 3, columns: 2, repeating: 1),
            explainedVariance: [0.5, 0.25]),
          .init(kind: "tsne", coordinates: Matrix(rows: 3, columns: 2, repeating: 2)),
        ])
      try scores.write(to: path)
      let read = try ScoresArtifact(reading: path)
      #expect(read.scores == scores.scores && read.assignments == scores.assignments)
      #expect(read.evaluated == [0, 2] && read.maps == scores.maps)
      #expect(read.confusion == scores.confusion && read.confounds == scores.confounds)
      #expect(read.latents == scores.latents)
      #expect(read.exemplars == scores.exemplars && read.selections == scores.selections)

      let auditPath = example.path("audit.h5")
      let audit = AuditArtifact(
        provenance: try example.provenance(of: auditPath),
        checks: [.init(code: "L01", title: "song in two parts", severity: .error, examined: 2)],
        findings: [
          .init(
            code: "L01", severity: .error, message: "a is in train and test", objects: ["a", "b"],
            remedy: "x"),
          .init(code: "L40", severity: .warning, message: "m", objects: [], remedy: ""),
        ])
      try audit.write(to: auditPath)
      let readAudit = try AuditArtifact(reading: auditPath)
      #expect(readAudit.checks == audit.checks && readAudit.findings == audit.findings)
    }
  }

  @Test func `The same content gives the same bytes in any folder`() throws {
    func bytes() throws -> [Data] {
      try withTemporaryDirectory { folder in
        let example = Example(folder: folder)
        return try [example.writeAudio(), example.writeFeatures()].map {
          try Data(contentsOf: URL(filePath: $0))
        }
      }
    }
    #expect(try bytes() == bytes())
  }

  @Test func `A stage that fails leaves nothing, and what was there stays`() throws {
    struct Failure: Error {}
    try withExample { example in
      let path = try example.writeAudio()
      let before = try Data(contentsOf: URL(filePath: path))
      #expect(throws: Failure.self) {
        try AudioArtifact.write(to: path, example.provenance(of: path), sampleRate: 1) { _ in
          throw Failure()
        }
      }
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: example.path("audio")) == ["000.h5"])
    }
  }

  @Test func `A file has one writer at a time`() throws {
    try withExample { example in
      let path = example.path("a.csv")
      let audio = example.path("audio/000.h5")
      try AudioArtifact.write(
        to: audio, example.provenance(of: audio), sampleRate: 22050
      ) { _ in
        let error = #expect(throws: ArtifactError.self) { try writeFile("x".utf8, to: audio) }
        #expect(error?.fault == .unwritable)
        #expect(error?.description.contains("is being written by another program") == true)
        try writeFile("x".utf8, to: path)
        return (try Songs(Table([.init("song_id", [String]())]), labels: []), [])
      }
      try writeFile("y".utf8, to: path)
      #expect(try Data(contentsOf: URL(filePath: path)) == Data("y".utf8))
      _ = try AudioArtifact(reading: audio)
    }
  }

  @Test func `What is damaged or edited before its seal is no input`() throws {
    try withExample { example in
      let audio = try example.writeAudio()
      let output = example.path("out.h5")
      _ = try Provenance(of: output, configuration: "", inputs: [audio])
      var bytes = try Data(contentsOf: URL(filePath: audio))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: audio))
      let error = #expect(throws: ArtifactError.self) {
        try Provenance(of: output, configuration: "", inputs: [audio])
      }
      #expect(error?.fault == .invalid && error?.description.contains(audio) == true)
      #expect(throws: ArtifactError.self) {
        try Provenance(of: output, configuration: "", inputs: [example.path("audio")])
      }
    }
  }

  @Test func `Another schema, a missing file and a folder that cannot be made are named`() throws {
    try withExample { example in
      let audio = try example.writeAudio()
      let wrong = #expect(throws: ArtifactError.self) { _ = try SplitArtifact(reading: audio) }
      #expect(
        wrong?.description == "\(audio) must have the schema cantus.split/1, but has cantus.audio/1"
      )
      let missing = #expect(throws: ArtifactError.self) {
        _ = try SplitArtifact(reading: example.path("split.h5"))
      }
      #expect(missing?.fault == .missing)
      #expect(throws: ArtifactError.self) {
        try writeFile("x".utf8, to: audio + "/below/a/file.csv")
      }
      #expect(throws: ArtifactError.self) {
        _ = try Provenance(of: audio, configuration: "", inputs: [example.path("none.h5")])
      }
    }
  }
}
