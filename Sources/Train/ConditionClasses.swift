import Artifacts
import Autoencoders
import StageKit
import TrainingData

/// The values of a label that a conditional model is told.
struct ConditionClasses {
  /// How many values there are.
  let count: Int
  /// The value of each clip, in 0 ..< `count`, by the order of the values' names.
  let ofClips: [Int]

  /// Finds the values of training songs.
  ///
  /// - Throws: A ``StageFailure`` when a song has none, or one that no training song has.
  init(_ label: String, of data: LearningData) throws {
    let values = try data.songs.label(label)
    try self.init(
      label,
      known: Set(data.rows.training.indices.map { values[data.clips.songs[$0]] }).sorted(),
      songs: data.songs, clips: data.clips)
  }

  /// Finds the values of clips among those that training songs have.
  ///
  /// - Throws: A ``StageFailure`` when a song has none, or one that no training song has.
  init(_ label: String, known: [String], songs: Songs, clips: Clips) throws {
    let values = try songs.label(label)
    if let song = clips.songs.first(where: { values[$0].isEmpty }) {
      throw StageFailure(
        .badData,
        "\(songs.ids[song]) has no \(label), which condition.label tells the model: give "
          + "it one in the catalogue, or leave the song out")
    }
    let classOf = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    count = known.count
    ofClips = try clips.songs.map { song in
      guard let known = classOf[values[song]] else {
        throw StageFailure(
          .badData,
          "\(songs.ids[song]) has the \(label) \(values[song]), which no training song has: "
            + "the model cannot learn what to make of it. Stratify the split by \(label), or leave "
            + "the song out")
      }
      return known
    }
  }
}
