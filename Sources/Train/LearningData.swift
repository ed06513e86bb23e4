import Artifacts
import Autoencoders
import DataSplit
import LinearAlgebra
import StageKit

/// The features of all clips, and which may be learned from.
struct LearningData {
  let songs: Songs
  let clips: Clips
  /// Each clip's part; `nil` where the split does not know its song.
  let parts: [Part?]
  let rows: PartitionedRows
  /// Of one clip's feature, outermost axis first.
  let shape: [Int]
  /// (clips, D).
  var x: Matrix

  /// Reads features and split.
  ///
  /// - Throws: A ``StageFailure`` when nothing can be learned from them.
  init(features: String, split: String, console: Console) throws {
    let artifact = try FeaturesArtifact(reading: features)
    let partOfSong = try SplitArtifact(reading: split).partOfSong
    songs = artifact.songs
    clips = artifact.clips
    let ids = songs.ids
    parts = clips.songs.map { partOfSong[ids[$0]] }
    rows = PartitionedRows(
      isTraining: parts.map { $0 == .train }, isValidation: parts.map { $0 == .validation })
    guard !rows.training.indices.isEmpty, artifact.width > 0 else {
      throw StageFailure(
        .badData,
        "\(features) has no clip of a training song of \(split): make both from the same audio")
    }
    shape = artifact.axes.map(\.count)
    x = try artifact.rows(0..<clips.count)
    if let row = x.firstNonFiniteRow {
      throw StageFailure(
        .badData,
        "\(features): the features of clip \(clips.ids[row]) are not all finite; make them again")
    }
    let unknown = Set(zip(clips.songs, parts).lazy.filter { $0.1 == nil }.map(\.0))
    if !unknown.isEmpty {
      console.warn(
        "\(unknown.count) songs of \(features) are not in \(split): they are encoded, "
          + "but not learned from")
    }
  }
}
