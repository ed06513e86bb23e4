import Artifacts
import Autoencoders
import DataSplit
import StageKit

/// The features of all clips, and which may be learned from.
struct LearningData {
  let features: FeatureFile
  /// Each clip's part; `nil` where the split does not know its song.
  let parts: [Part?]
  let rows: PartitionedRows

  var songs: Songs { features.songs }
  var clips: Clips { features.clips }

  /// Opens features and reads the split.
  ///
  /// - Throws: A ``StageFailure`` when nothing can be learned from them.
  init(features path: String, split: String, fold: Int?, console: Console) throws {
    features = try FeatureFile(path)
    let (ids, clips) = (features.songs.ids, features.clips)
    parts = try SplitArtifact(reading: split).parts(of: clips, songIDs: ids, fold: fold)
    rows = PartitionedRows(
      isTraining: parts.map { $0 == .train }, isValidation: parts.map { $0 == .validation })
    guard !rows.training.indices.isEmpty, features.columns > 0 else {
      throw StageFailure(
        .badData,
        "\(path) has no clip of a training song of \(split): make both from the same audio")
    }
    let unknown = Set(zip(clips.songs, parts).lazy.filter { $0.1 == nil }.map(\.0))
    if !unknown.isEmpty {
      console.warn(
        "\(unknown.count) songs of \(path) are not in \(split): they are encoded, "
          + "but not learned from")
    }
  }
}
