public import Artifacts
public import Autoencoders
public import DataSplit
internal import StageKit

/// The features of all clips, and which may be learned from.
public struct LearningData {
  /// The features, as numbers.
  public let features: FeatureFile
  /// A second set of features, for a model of two.
  public let second: SecondSet?
  /// Each clip's part; `nil` where the split does not know its song.
  public let parts: [Part?]
  /// The clips that may be learned from, and those that an epoch may be chosen by.
  public let rows: PartitionedRows
  /// What was fitted before features were numbers.
  public let fitted: [ModelArtifact.Fitted]
  /// The sets that ``features`` join side by side, where they are two.
  public let joined: [FeatureDescription]
  /// What each feature counts after standardising; empty where all count 1.
  let weights: [Float]
  /// Labels that features tell.
  public let told: [String]
  /// What a reader should know of songs and clips that something is missing for, a sentence each.
  public let remarks: [String]

  /// All songs.
  public var songs: Songs { features.songs }
  /// All clips.
  public var clips: Clips { features.clips }

  /// Opens features and reads the split.
  ///
  /// - Parameters:
  ///   - path: The features.
  ///   - second: A second set of features.
  ///   - settings: Say whether the two stay apart, and what they count.
  ///   - split: Which song lies in which part.
  ///   - fold: The fold that is tested, where the split has folds.
  ///   - threads: Number of workers.
  /// - Throws: A `StageFailure` when nothing can be learned from them.
  public init(
    features path: String, second: String?, for settings: ModelSettings, split: String, fold: Int?,
    threads: Int
  ) throws {
    let features = try FeatureFile(path)
    try features.refuseWindows()
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
    var remarks: [String] = []
    if !unknown.isEmpty {
      remarks.append(
        "\(unknown.count) songs of \(path) are not in \(split): they are encoded, "
          + "but not learned from")
    }
    var fitted: [ModelArtifact.Fitted] = []
    let training = rows.training.indices
    var numbers = features
    if let map = try FittedMap(fittedTo: features, training, threads: threads) {
      numbers = try FeatureFile(features, by: map, threads: threads)
      fitted.append(map.record(name: FittedMap.name, rows: training))
    }
    let set = try second.map {
      try SecondSet(
        FeatureFile($0), for: features, training, threads: threads, recordingTo: &fitted)
    }
    if !settings.keepsSetsApart { try set?.features.refuseWindows() }
    if let remark = set?.remark { remarks.append(remark) }
    self.remarks = remarks
    told = try Set(features.told + (set?.features.told ?? [])).sorted()
    if let set, !settings.keepsSetsApart {
      let rows = training.filter { set.rowOfClip[$0] != nil }
      let missing = try set.means(of: rows, threads: threads)
      fitted.append(
        ModelArtifact.Fitted(name: "missing values", rows: rows, values: [("mean", missing)]))
      self.features = try FeatureFile(numbers, beside: set, missing: missing, threads: threads)
      self.second = nil
      joined = [numbers.description, set.features.description]
      weights =
        settings.weights == [1, 1]
        ? []
        : [Float](repeating: Float(settings.weights[0]), count: numbers.columns)
          + [Float](repeating: Float(settings.weights[1]), count: missing.count)
    } else {
      (self.features, self.second, joined, weights) = (numbers, set, [], [])
    }
    self.fitted = fitted
  }
}

extension FeatureFile {
  /// Refuses features whose windows are kept apart, where there is no place for several of them.
  fileprivate func refuseWindows() throws {
    guard windows != nil else { return }
    throw StageFailure(
      .usage,
      "\(path) keeps the windows of long texts apart, as only the second set of a multimodal-vae can "
        + "be; for other models make it with long: windows, their mean")
  }
}
