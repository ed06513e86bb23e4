import Artifacts
import Autoencoders
import StageKit

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
    if let song = data.clips.songs.first(where: { values[$0].isEmpty }) {
      throw StageFailure(
        .badData,
        "\(data.songs.ids[song]) has no \(label), which condition.label tells the model: give "
          + "it one in the catalogue, or leave the song out")
    }
    let known = Set(data.rows.training.indices.map { values[data.clips.songs[$0]] }).sorted()
    let classOf = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    count = known.count
    ofClips = try data.clips.songs.map { song in
      guard let known = classOf[values[song]] else {
        throw StageFailure(
          .badData,
          "\(data.songs.ids[song]) has the \(label) \(values[song]), which no training song has: "
            + "the model cannot learn what to make of it. Stratify the split by \(label), or leave "
            + "the song out")
      }
      return known
    }
  }
}
