import Artifacts
import Autoencoders
import DataSplit
import StageKit

/// The features of all clips, and which may be learned from.
struct LearningData {
  let features: FeatureFile
  /// A second set of features, for a model of two.
  let second: SecondSet?
  /// Each clip's part; `nil` where the split does not know its song.
  let parts: [Part?]
  let rows: PartitionedRows
  /// What was fitted before features were numbers.
  let fitted: [ModelArtifact.Fitted]

  var songs: Songs { features.songs }
  var clips: Clips { features.clips }

  /// Opens features and reads the split.
  ///
  /// - Parameters:
  ///   - path: The features.
  ///   - second: A second set of features.
  ///   - split: Which song lies in which part.
  ///   - fold: The fold that is tested, where the split has folds.
  ///   - threads: Number of workers.
  ///   - console: Hears of songs that have no place.
  /// - Throws: A ``StageFailure`` when nothing can be learned from them.
  init(
    features path: String, second: String?, split: String, fold: Int?, threads: Int,
    console: Console
  ) throws {
    let features = try FeatureFile(path)
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
    var fitted: [ModelArtifact.Fitted] = []
    let training = rows.training.indices
    if let map = try FittedMap(fittedTo: features, training, threads: threads) {
      self.features = try FeatureFile(features, by: map, threads: threads)
      fitted.append(map.record(name: FittedMap.name, rows: training))
    } else {
      self.features = features
    }
    self.second = try second.map {
      try SecondSet(
        FeatureFile($0), for: features, training, threads: threads, recordingTo: &fitted,
        console: console)
    }
    self.fitted = fitted
  }
}
