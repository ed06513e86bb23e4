import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import TestSupport

/// The artifacts of an experiment with eight songs and two clips of each, in the folder `small`.
struct SmallExperiment {
  let folder: URL
  var firstTitle = "Title 0"
  var firstPath = "music/0.flac"

  func path(_ name: String) -> String {
    folder.appending(path: "small/\(name)").path(percentEncoded: false)
  }

  /// Runs cantus-report on what was written.
  func report(corpus: String? = nil) throws -> ProgramResult {
    try run(
      "cantus-report",
      ["--experiment", "small", "--output", "small/report/index.html"]
        + (corpus.map { ["--corpus", $0] } ?? []), in: folder)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path(name))), as: UTF8.self)
  }

  /// Writes every artifact.
  func write() throws {
    try writeAudio()
    try writeFeatures()
    try writeSplit()
    try writeModels()
    try writeScores()
    try writeAudit()
  }

  private var songs: Songs {
    get throws {
      try Songs(
        Table([
          .init("song_id", (0..<8).map { "song_\($0)" }),
          .init("title", [firstTitle] + (1..<8).map { "Title \($0)" }),
          .init("artist", (0..<8).map { "Artist \($0 / 2)" }),
          .init("path", [firstPath] + (1..<8).map { "music/\($0).flac" }),
          .init("language", (0..<8).map { $0 % 2 == 0 ? "ar" : "en" }),
          .init("lyrics", (0..<8).map { $0 < 7 ? "la la" : "" }),
          .init("codec", (0..<8).map { $0 < 5 ? "FLAC" : "MP3" }),
          .init("sample_rate", (0..<8).map { _ in 44100 }),
          .init("channels", (0..<8).map { _ in 2 }), .init("bit_depth", (0..<8).map { _ in 16 }),
          .init("duration", (0..<8).map { 50 + Double($0) }),
        ]), labels: ["language"])
    }
  }

  private let clips = Clips(
    ids: (0..<16).map { "song_\($0 / 2)@\($0 % 2 * 20)" }, songs: (0..<16).map { $0 / 2 },
    starts: (0..<16).map { Double($0 % 2 * 20) }, durations: (0..<16).map { _ in 30 })

  private func provenance(_ name: String, _ inputs: [String]) throws -> Provenance {
    try Provenance(
      of: path(name), configuration: "kind: \(name)\n", inputs: inputs.map(path), seed: 42)
  }

  private func writeAudio() throws {
    try AudioArtifact.write(
      to: path("audio/000.h5"), provenance("audio/000.h5", []), sampleRate: 22050
    ) { writer in
      for _ in 0..<8 { try writer.endSong(fingerprint: []) }
      return (
        try songs,
        [QuarantinedSong(songID: "x", path: "x.mp3", stage: "ingest", reason: "the file is empty")]
      )
    }
  }

  private func writeFeatures() throws {
    try FeaturesArtifact.write(
      to: path("features/mel.h5"), provenance("features/mel.h5", ["audio/000.h5"]),
      axes: [.init("band", .reals([100, 200])), .init("frame", .reals([0, 1, 2]))], unit: "dB"
    ) { writer in
      try writer.append([Float](repeating: 0, count: 96).span)
      return (try songs, clips, [])
    }
  }

  private func writeSplit() throws {
    try SplitArtifact(
      provenance: provenance("split.h5", ["audio/000.h5"]),
      songIDs: songs.ids, parts: (0..<8).map { $0 < 4 ? .train : .test },
      groups: [0, 1, 2, 2, 3, 4, 5, 6],
      links: [.init(songA: "song_2", songB: "song_3", reason: "identical audio", score: 1)]
    ).write(to: path("split.h5"))
  }

  private func writeModels() throws {
    for (name, epochs) in [("pca", 0), ("basic-vae", 3)] {
      let file = "models/mel/\(name)/seed-42.h5"
      let losses = (0..<epochs).map { 3 - 0.5 * Double($0) }
      let history = Table([
        .init("epoch", Array(1..<(epochs + 1))), .init("train_total", losses),
        .init("train_reconstruction", losses.map { $0 - 0.1 }),
        .init("train_divergence", losses.map { _ in 0.1 }), .init("validation_total", losses),
        .init("validation_reconstruction", losses), .init("validation_divergence", losses),
        .init("beta", losses.map { _ in 1.0 }), .init("learning_rate", losses.map { _ in 1e-4 }),
        .init("gradient_norm", losses),
      ])
      try ModelArtifact(
        provenance: provenance(file, ["features/mel.h5", "split.h5"]), kind: name, songs: songs,
        clips: clips, parts: (0..<16).map { $0 < 8 ? .train : .test },
        mean: Matrix(rows: 16, columns: 4), history: epochs > 0 ? history : Table([]),
        parameters: [Float](repeating: 0, count: 12345), fitted: [],
        activeUnits: epochs > 0 ? 3 : nil, bestEpoch: epochs > 0 ? 2 : nil,
        features: [
          FeatureDescription(
            axes: [.init("band", .reals([100, 200])), .init("frame", .reals([0, 1, 2]))],
            unit: "dB", configuration: "")
        ],
        reconstructions: epochs > 0
          ? .init(
            clips: [8], features: Matrix(rows: 1, columns: 6, repeating: 1),
            values: Matrix(rows: 1, columns: 6, repeating: 2)) : nil
      ).write(to: path(file))
    }
  }

  private func writeScores() throws {
    for (name, value) in [("pca", 0.25), ("basic-vae", 0.75)] {
      let file = "scores/mel/\(name)/seed-42.h5"
      let metrics = ["ami", "ari", "silhouette"]
      func column(_ name: String, _ text: String) -> Table.Column {
        .init(name, metrics.map { _ in text })
      }
      try ScoresArtifact(
        provenance: provenance(file, ["models/mel/\(name)/seed-42.h5"]), songs: songs,
        clips: clips, evaluated: Array(8..<16), fitted: Array(8..<16),
        scores: Table([
          column("task", "language"), column("clustering", "kmeans"), column("level", "song"),
          column("part", "test"), column("fit", "evaluated"), .init("metric", metrics),
          .init("space", ["", "", "latent"]), .init("k", [2, 2, 2]), .init("count", [4, 4, 4]),
          .init("valid", [1, 1, 1]), .init("value", [value, .nan, 0.5]),
        ]),
        assignments: [
          .init(
            task: "language", clustering: "kmeans", space: "latent", k: 2,
            clusters: [0, 0, 1, 1, 0, 0, 1, 1], agreement: [0.5, 0.5, 1, 0.5])
        ],
        confusion: Table([
          column("task", "language"), column("clustering", "kmeans"), column("level", "song"),
          .init("cluster", [0, 1, 1]), .init("label", ["ar", "ar", "en"]),
          .init("count", [2, 1, 1]),
        ]),
        exemplars: Table([
          .init("task", ["language", "language"]), .init("clustering", ["kmeans", "kmeans"]),
          .init("cluster", [0, 1]), .init("kind", ["central", "ambiguous"]),
          .init("rank", [1, 1]), .init("clip", [9, 10]), .init("distance", [0.5, 0.5]),
          .init("other_distance", [0.75, 0.75]),
        ]),
        selections: Table([
          .init("task", ["language", "language"]), .init("clustering", ["kmeans", "kmeans"]),
          .init("criterion", ["silhouette", "silhouette"]), .init("k", [2, 3]),
          .init("value", [0.5, 0.25]), .init("chosen", [1, 0]),
        ]),
        maps: [
          .init(
            kind: "pca",
            coordinates: Matrix(rows: 16, columns: 2, elements: (0..<32).map { Float($0 % 5) }),
            explainedVariance: [0.5, 0.25])
        ]
      ).write(to: path(file))
    }
  }

  private func writeAudit() throws {
    try AuditArtifact(
      provenance: provenance("audit.h5", ["split.h5", "scores/mel/pca/seed-42.h5"]),
      checks: [
        .init(code: "L01", title: "song in two parts", severity: .error, examined: 8),
        .init(code: "L02", title: "artist in two parts", severity: .warning, examined: 4),
        .init(code: "L03", title: "lyrics in two parts", severity: .error, examined: 0),
      ],
      findings: [
        .init(
          code: "L02", severity: .warning, message: "Artist 1 is in train and test",
          objects: ["song_3", "song_4"], remedy: "group by artist")
      ]
    ).write(to: path("audit.h5"))
  }
}

/// Runs a body with the artifacts of an experiment in a folder of its own.
func withSmallExperiment(
  firstTitle: String = "Title 0", firstPath: String = "music/0.flac",
  _ body: (SmallExperiment) throws -> Void
) throws {
  try withTemporaryDirectory { folder in
    let experiment = SmallExperiment(
      folder: folder, firstTitle: firstTitle, firstPath: firstPath)
    try experiment.write()
    try body(experiment)
  }
}
