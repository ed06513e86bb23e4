import Artifacts
import StageKit

/// A task with the class of every scored song.
struct EvaluatedTask {
  let name: String
  let k: ClusterCount
  /// Values of the label, sorted; empty where the task has none.
  let labels: [String]
  /// The value of each song of the model, as an index in ``labels``; `nil` where it has none.
  let classOfSong: [Int?]
  /// Whether scores may be believed: not where the model was told the label.
  let isValid: Bool

  /// The tasks of a corpus: as configured, or one for each label.
  static func all(
    _ corpus: EvaluatedCorpus, _ settings: EvaluationSettings
  ) throws -> [EvaluatedTask] {
    var tasks = settings.tasks
    if tasks.isEmpty {
      tasks = corpus.songs.labels.map {
        EvaluationSettings.Task(name: $0, label: $0, k: .labels)
      }
    }
    guard !tasks.isEmpty else {
      throw StageFailure(
        .usage,
        "the songs have no labels: give evaluation.yaml a task with a number of clusters, "
          + "such as tasks: [{k: 8}]")
    }
    return try tasks.map { try EvaluatedTask($0, corpus) }
  }

  private init(_ task: EvaluationSettings.Task, _ corpus: EvaluatedCorpus) throws {
    name = task.name
    k = task.k
    guard let label = task.label else {
      labels = []
      classOfSong = Array(repeating: nil, count: corpus.songs.count)
      isValid = true
      return
    }
    let values = try corpus.songs.label(label)
    let labels = Set(values).subtracting([""]).sorted()
    guard k != .labels || !labels.isEmpty else {
      throw StageFailure(
        .badData, "no song has a \(label): remove the task, or give it a number of clusters")
    }
    self.labels = labels
    classOfSong = values.map { labels.firstIndex(of: $0) }
    isValid = !corpus.conditionedOn.contains(label)
  }

  /// Scored clips that have no label, if any.
  func leftOut(of corpus: EvaluatedCorpus) -> Int? {
    let count = corpus.songOfClip.count { classOfSong[$0] == nil }
    return labels.isEmpty || count == 0 ? nil : count
  }
}
