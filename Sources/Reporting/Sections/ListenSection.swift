internal import Charts

/// What clusters sound like.
struct ListenSection {
  struct Task {
    let name: String
    let clustering: String
    let clusters: [Cluster]
  }

  struct Cluster {
    let name: String
    let contents: String
    let central: [Clip]
    let ambiguous: [Clip]
  }

  struct Clip {
    let name: String
    let facts: String
    let audio: String?
  }

  let isMissing: Bool
  let hasTest: Bool
  let isSilent: Bool
  let tasks: [Task]

  init(_ experiment: Experiment, hasTest: Bool) {
    var songs: [String: Experiment.Song] = [:]
    for song in experiment.songs { songs[song.id] = song }
    tasks = experiment.tasks.compactMap { ListenSection.task(experiment, songs, $0) }
    isMissing = tasks.isEmpty
    isSilent = experiment.songs.allSatisfy(\.audio.isEmpty)
    self.hasTest = hasTest
  }

  /// The clustering that agrees best with a task.
  private static func task(
    _ experiment: Experiment, _ songs: [String: Experiment.Song], _ task: String
  ) -> Task? {
    let best = experiment.candidates(task).first
    let evaluation =
      experiment.evaluations.first { $0.run == best?.run }
      ?? experiment.evaluations.first { $0.exemplars.contains { $0.task == task } }
    guard let evaluation,
      let clustering = best?.clustering ?? evaluation.exemplars.first?.clustering
    else { return nil }
    let own = evaluation.exemplars.filter { $0.task == task && $0.clustering == clustering }
    let numbers = Set(own.map(\.cluster)).sorted()
    guard !numbers.isEmpty else { return nil }
    let members =
      evaluation.assignments.first { $0.task == task && $0.clustering == clustering }
      .map { evaluation.songs(of: $0) } ?? [:]
    let label = experiment.labels.firstIndex(of: task)
    let clusters = numbers.map { number -> Cluster in
      func clips(_ kind: String) -> [Clip] {
        own.filter { $0.cluster == number && $0.kind == kind }.map { clip($0, songs, experiment) }
      }
      let inside = members[number] ?? []
      let values = label.map { label in inside.compactMap { songs[$0]?.labels[label] } } ?? []
      let most = LabelCounts(values).counts.max { $0.count < $1.count }
      let mostly = most.map { ", \(grouped($0.count)) of them \($0.name)" } ?? ""
      return Cluster(
        name: clusterName(number), contents: counted(inside.count, "song") + mostly,
        central: clips("central"), ambiguous: clips("ambiguous"))
    }
    return Task(
      name: task,
      clustering: "\(experiment.name(evaluation.run)), \(clusteringName(clustering))",
      clusters: clusters)
  }

  private static func clip(
    _ exemplar: Experiment.Exemplar, _ songs: [String: Experiment.Song], _ experiment: Experiment
  ) -> Clip {
    let song = songs[exemplar.song]
    let labels = (song?.labels ?? []).filter { !$0.isEmpty }.joined(separator: ", ")
    let audio = song?.audio ?? ""
    return Clip(
      name: song?.name ?? exemplar.song,
      facts: "from \(duration(exemplar.start))\(labels.isEmpty ? "" : ", \(labels)")",
      audio: audio.isEmpty ? nil : "\(audio)#t=\(decimal(exemplar.start, 1))")
  }
}
