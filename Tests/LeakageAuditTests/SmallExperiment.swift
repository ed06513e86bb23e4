import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import Randomness

/// All artifacts of an experiment of 24 songs, small and free of leaks until something is changed.
struct SmallExperiment {
  struct Song {
    var id: String
    var artist: String
    var language: String
    var digest: String
    var fingerprint: [UInt32]
    var part: Part
    var title: String
    var lyrics = ""
    var codec = "mp3"
    var loudness = -14.0
  }

  struct Clip {
    var id: String
    var song: Int
    var start: Double
    var duration = 20.0
  }

  var songs: [Song]
  /// Songs that split.h5 lists, with their parts; `nil` for those of ``songs``.
  var splitRows: [(id: String, part: Part)]?
  var splitConfiguration = "seed: 42\n"
  var quarantineSettings = "max_quarantined: 0.05\n"
  var quarantine = [
    QuarantinedSong(songID: "broken", path: "broken.mp3", stage: "ingest", reason: "it is empty")
  ]
  /// The clips of the features.
  var clips: [Clip]
  /// The clips of the model, when they are to differ.
  var modelClips: [Clip]?
  /// The songs of the features' quarantine.
  var unfeaturized: [String] = []
  /// Parts that the model records, when they are to differ.
  var modelParts: [Part?]?
  /// Clips that parameters and standardization saw; `nil` for those of the training part.
  var parameterRows: [Int]?
  var standardizationRows: [Int]?
  /// Mean and scale that the model records; `nil` for those of the training part.
  var standardizationValues: [(name: String, numbers: [Float])]?
  var recordsParameters = true
  var recordsStandardization = true
  /// Clips that the epoch was chosen on; `nil` for those of the validation part.
  var selectionRows: [Int]?
  var recordsSelection = true
  /// Labels that the model says it was told, and its settings.
  var conditionedOn: [String] = []
  var modelConfiguration = "kind: basic-vae\n"
  /// The language of each song in the features, when it is to differ.
  var featureLanguages: [String]?
  /// The two features of each clip of a song.
  var featureValues: @Sendable (_ song: Int) -> [Float] = { [Float($0 % 5), Float($0 % 7)] }
  /// The clips that are scored, and the cluster of each.
  var evaluated: [Int]
  var clusters: [Int]
  /// What clusterings say that they were fitted to, and the clips that they were; `nil` for those scored.
  var fit = "evaluated"
  var fittedRows: [Int]?
  var evaluationConfiguration = "tasks:\n- {label: language, k: silhouette}\n"
  /// Whether scores by language are marked valid, and where internal metrics were measured.
  var isValid = true
  var space = "latent mean"

  init() {
    songs = (0..<24).map { number in
      var generator = Generator(seed: 3, stream: "song \(number)")
      return Song(
        id: "song-\(number)", artist: "Artist \(number)", language: ["ar", "en"][number % 2],
        digest: "digest \(number)",
        fingerprint: (0..<300).map { _ in UInt32(truncatingIfNeeded: generator.next()) },
        part: number < 18 ? .train : number < 21 ? .validation : .test, title: "Title \(number)",
        codec: number % 3 == 0 ? "flac" : "mp3", loudness: -14 - Double(number * 5 % 24) / 10)
    }
    clips = songs.indices.flatMap { song in
      [0.0, 20, 40].map { Clip(id: "song-\(song)@\($0)", song: song, start: $0) }
    }
    evaluated = Array(36..<72)
    clusters = evaluated.map { $0 / 3 % 2 }
  }

  /// The rows of clips of training songs.
  var trainingRows: [Int] { clips.indices.filter { songs[clips[$0].song].part == .train } }

  /// The YAML files that the artifacts were made with, by path.
  var files: [String: String] {
    [
      "corpus.yaml": "", "split.yaml": splitConfiguration,
      "features/mel.yaml": "", "models/mel/vae.yaml": modelConfiguration,
      "evaluation.yaml": evaluationConfiguration,
    ]
  }

  /// Mean and standard deviation of the features of some clips.
  func standardization(of rows: [Int]) -> [(name: String, numbers: [Float])] {
    let values = rows.map { featureValues(clips[$0].song) }
    let count = Double(rows.count)
    let means = (0..<2).map { column in
      values.reduce(0) { $0 + Double($1[column]) } / count
    }
    let deviations = (0..<2).map { column in
      let squares = values.map { (Double($0[column]) - means[column]) }
      return (squares.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    }
    return [("mean", means.map { Float($0) }), ("scale", deviations.map { Float($0) })]
  }

  // MARK: - Writing

  /// Writes every artifact below a folder, in the order of the stages.
  func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(quarantineSettings.utf8).write(to: folder.appending(path: "quarantine.yaml"))
    let shards = [0..<12, 12..<24]
    for (number, shard) in shards.enumerated() {
      try writeAudio(folder.appending(path: "audio/S\(number).h5").path(), songs: shard)
      try writeFeatures(
        folder.appending(path: "features/mel/S\(number).h5").path(), songs: shard,
        from: [folder.appending(path: "audio/S\(number).h5").path()])
    }
    let audio = [0, 1].map { folder.appending(path: "audio/S\($0).h5").path() }
    let features = folder.appending(path: "features/mel.h5").path()
    try writeFeatures(
      features, songs: 0..<24,
      from: [0, 1].map { folder.appending(path: "features/mel/S\($0).h5").path() })
    let split = folder.appending(path: "split.h5").path()
    try writeSplit(split, from: audio)
    let model = folder.appending(path: "models/mel/vae/seed-42.h5").path()
    try writeModel(model, from: [features, split])
    try writeScores(
      folder.appending(path: "scores/mel/vae/seed-42.h5").path(), from: [model, features, split])
  }

  private func table(_ range: Range<Int>, audio: Bool) throws -> Songs {
    let rows = songs[range]
    let languages = (audio ? nil : featureLanguages.map { Array($0[range]) })
    var columns: [Table.Column] = [
      .init("song_id", rows.map(\.id)), .init("artist", rows.map(\.artist)),
      .init("title", rows.map(\.title)),
      .init("language", languages ?? rows.map(\.language)),
    ]
    if audio {
      columns += [
        .init("lyrics", rows.map(\.lyrics)), .init("codec", rows.map(\.codec)),
        .init("loudness", rows.map(\.loudness), unit: "LUFS"),
        .init("audio_sha256", rows.map(\.digest)),
        .init("duration", rows.map { _ in 60.0 }, unit: "s"),
      ]
    }
    return try Songs(Table(columns), labels: ["language"])
  }

  private func writeAudio(_ path: String, songs rows: Range<Int>) throws {
    let provenance = try Provenance(of: path, configuration: "", inputs: [])
    try AudioArtifact.write(to: path, provenance, sampleRate: 22_050) { writer in
      for song in songs[rows] {
        try writer.append([Float](repeating: 0, count: 4).span)
        try writer.endSong(fingerprint: song.fingerprint)
      }
      return (try table(rows, audio: true), rows.lowerBound == 0 ? quarantine : [])
    }
  }

  private func writeFeatures(_ path: String, songs rows: Range<Int>, from inputs: [String]) throws {
    let present = rows.filter { song in
      !unfeaturized.contains(songs[song].id) && clips.contains { $0.song == song }
    }
    let own = clips.filter { present.contains($0.song) }
    let table = try table(0..<songs.count, audio: false).selecting(rows: present)
    let provenance = try Provenance(of: path, configuration: "", inputs: inputs)
    try FeaturesArtifact.write(
      to: path, provenance, axes: [FeatureAxis("feature", .texts(["first", "second"]))], unit: "1"
    ) { writer in
      let values = own.flatMap { featureValues($0.song) }
      try writer.append(values.span)
      return (
        table, list(own, among: present),
        unfeaturized.map {
          QuarantinedSong(songID: $0, path: $0, stage: "featurize", reason: "it is too short")
        }
      )
    }
  }

  private func list(_ clips: [Clip], among songs: [Int]) -> Clips {
    Clips(
      ids: clips.map(\.id), songs: clips.map { songs.firstIndex(of: $0.song) ?? 0 },
      starts: clips.map(\.start), durations: clips.map(\.duration))
  }

  func writeSplit(_ path: String, from inputs: [String]) throws {
    let rows = splitRows ?? songs.map { ($0.id, $0.part) }
    try SplitArtifact(
      provenance: Provenance(
        of: path, configuration: splitConfiguration, inputs: inputs, seed: 42),
      songIDs: rows.map(\.id), parts: rows.map(\.part), groups: Array(rows.indices), links: []
    ).write(to: path)
  }

  private func writeModel(_ path: String, from inputs: [String]) throws {
    let all = Array(songs.indices)
    let clips = modelClips ?? clips
    var fitted: [ModelArtifact.Fitted] = []
    if recordsStandardization {
      fitted.append(
        ModelArtifact.Fitted(
          name: "standardization", rows: standardizationRows ?? trainingRows,
          values: standardizationValues ?? standardization(of: trainingRows)))
    }
    if recordsParameters {
      fitted.append(ModelArtifact.Fitted(name: "parameters", rows: parameterRows ?? trainingRows))
    }
    if recordsSelection {
      let validation = clips.indices.filter { songs[clips[$0].song].part == .validation }
      fitted.append(
        ModelArtifact.Fitted(name: "early stopping", rows: selectionRows ?? validation))
    }
    try ModelArtifact(
      provenance: Provenance(
        of: path, configuration: modelConfiguration, inputs: inputs, seed: 42),
      kind: "basic-vae", songs: table(0..<songs.count, audio: false),
      clips: list(clips, among: all),
      parts: modelParts ?? clips.map { songs[$0.song].part },
      mean: Matrix(rows: clips.count, columns: 2), history: Table([.init("epoch", [1, 2])]),
      parameters: [1, 2], layout: [], fitted: fitted, conditionedOn: conditionedOn, bestEpoch: 1
    ).write(to: path)
  }

  private func writeScores(_ path: String, from inputs: [String]) throws {
    let clips = list(modelClips ?? clips, among: Array(songs.indices))
    let rows = evaluated.filter { $0 < clips.count }
    try ScoresArtifact(
      provenance: Provenance(of: path, configuration: evaluationConfiguration, inputs: inputs),
      songs: table(0..<songs.count, audio: false), clips: clips, evaluated: rows,
      fitted: fittedRows ?? rows,
      scores: Table([
        .init("task", ["language", "language"]), .init("clustering", ["k-means", "k-means"]),
        .init("metric", ["nmi", "silhouette"]), .init("space", ["", space]),
        .init("fit", [fit, fit]), .init("value", [0.5, 0.1]),
        .init("valid", isValid ? [1, 1] : [0, 0]),
      ]),
      assignments: [
        ScoresArtifact.Assignment(
          task: "language", clustering: "k-means", space: "latent", k: 2,
          clusters: Array(clusters.prefix(rows.count)),
          agreement: Set(rows.map { clips.songs[$0] }).map { _ in 1 })
      ],
      confusion: Table([.init("cluster", [0])]),
      maps: [.init(kind: "pca", coordinates: Matrix(rows: clips.count, columns: 2))]
    ).write(to: path)
  }
}
