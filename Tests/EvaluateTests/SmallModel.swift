import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import Randomness
import TestSupport

/// A model of 24 songs with three clips each, with its features and its split, in a folder. Songs of
/// one language lie together, far from those of the other; genres say nothing.
struct SmallModel {
  let folder: URL
  var genres = (0..<24).map { ["pop", "rock", "rap"][$0 / 2 % 3] }
  var conditionedOn: [String] = []
  /// The probability of each clip to be of each of the model's own clusters.
  var clusters: Matrix?
  /// Columns of zeros beside the four latents.
  var padding = 0

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  private var songs: Songs {
    get throws {
      try Songs(
        Table([
          .init("song_id", (0..<24).map { "song_\($0)" }),
          .init("language", (0..<24).map { $0 % 2 == 0 ? "Arabic" : "Hindi" }),
          .init("genre", genres),
          .init("codec", (0..<24).map { $0 % 2 == 0 ? "FLAC" : "MP3" }),
          .init("sample_rate", (0..<24).map { _ in 44100 }),
        ]), labels: ["language", "genre"])
    }
  }

  private var clips: Clips {
    let songs = (0..<72).map { $0 / 3 }
    return Clips(
      ids: (0..<72).map { "song_\($0 / 3)@\($0 % 3 * 20)" }, songs: songs,
      starts: (0..<72).map { Double($0 % 3 * 20) }, durations: songs.map { _ in 30 })
  }

  /// The latents of all clips, (72, 4 + padding).
  var latents: Matrix {
    var generator = Generator(seed: 6)
    var latents = Matrix(rows: 72, columns: 4 + padding)
    for clip in 0..<72 {
      for column in 0..<4 {
        latents[clip, column] = Float(generator.normal()) + (clip / 3 % 2 == 0 ? 6 : -6)
      }
    }
    return latents
  }

  /// Writes split, features and `model.h5`; six songs are in the test part, six in validation.
  func write(latents: Matrix? = nil) throws {
    let (songs, clips) = (try songs, clips)
    try SplitArtifact(
      provenance: Provenance(of: path("split.h5"), configuration: "", inputs: []),
      songIDs: songs.ids,
      parts: (0..<24).map { $0 < 12 ? .train : $0 < 18 ? .validation : .test },
      groups: Array(0..<24), links: []
    ).write(to: path("split.h5"))
    try FeaturesArtifact.write(
      to: path("features.h5"),
      Provenance(of: path("features.h5"), configuration: "", inputs: []),
      axes: [FeatureAxis("feature", .texts(["mean"]))], unit: "1"
    ) { writer in
      try writer.append([Float](repeating: 0, count: clips.count).span)
      return (songs, clips, [])
    }
    try writeModel("model.h5", latents ?? self.latents)
  }

  /// Writes a model of features and split that are there.
  func writeModel(_ name: String, _ latents: Matrix) throws {
    let (songs, clips) = (try songs, clips)
    try ModelArtifact(
      provenance: Provenance(
        of: path(name), configuration: "kind: pca",
        inputs: [path("features.h5"), path("split.h5")], seed: 42),
      kind: "pca", songs: songs, clips: clips,
      parts: clips.songs.map { $0 < 12 ? .train : $0 < 18 ? .validation : .test },
      mean: latents, clusters: clusters, fitted: [], conditionedOn: conditionedOn
    ).write(to: path(name))
  }

  /// Runs cantus-evaluate on what was written; few intervals and tests are drawn where `yaml` does not
  /// say how many.
  func evaluate(
    _ yaml: String, threads: Int = 2, split: String = "split.h5", measuredIn other: String? = nil
  )
    throws -> ProgramResult
  {
    let certainty =
      yaml.contains("certainty:") ? "" : "certainty: {resamples: 20, permutations: 19}\n"
    try Data((certainty + yaml).utf8).write(to: folder.appending(path: "evaluation.yaml"))
    return try run(
      "cantus-evaluate",
      [
        "--configuration", "evaluation.yaml", "--model", "model.h5", "--features", "features.h5",
        "--split", split, "--output", "scores.h5", "--threads", String(threads),
      ] + (other.map { ["--measured-in", $0] } ?? []), in: folder)
  }

  func scores() throws -> Scores { Scores(try ScoresArtifact(reading: path("scores.h5"))) }
}

/// Scores by task, clustering, level and metric.
struct Scores {
  let artifact: ScoresArtifact

  init(_ artifact: ScoresArtifact) { self.artifact = artifact }

  /// The value, count, rows left out and validity of one score.
  func score(_ task: String, _ clustering: String, _ level: String, _ metric: String) throws
    -> (value: Double, count: Int, leftOut: Int, valid: Int)?
  {
    let table = artifact.scores
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, metrics) = (try table.texts("level"), try table.texts("metric"))
    let row = tasks.indices.filter {
      tasks[$0] == task && clusterings[$0] == clustering && levels[$0] == level
        && metrics[$0] == metric
    }
    guard row.count == 1 else { return nil }
    return (
      try table.reals("value")[row[0]], try table.integers("count")[row[0]],
      try table.integers("left_out")[row[0]], try table.integers("valid")[row[0]]
    )
  }
}
