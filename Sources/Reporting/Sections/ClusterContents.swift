internal import Charts

/// What lies in the clusters.
enum ClusterContents {
  struct Model {
    let name: String
    let isOpen: Bool
    let figures: [Figure]
  }

  static func models(_ experiment: Experiment) -> [Model] {
    let best = Set(experiment.tasks.compactMap { experiment.candidates($0).first?.run })
    var songs: [String: Experiment.Song] = [:]
    for song in experiment.songs { songs[song.id] = song }
    return experiment.evaluations.enumerated().compactMap { index, evaluation in
      let id = "confusion-\(index + 1)"
      let confusions = ["clip", "song"].compactMap { level in
        confusion(evaluation, level, id: "\(id)-\(level)")
      }
      let composition = composition(experiment, evaluation, songs, id: "composition-\(index + 1)")
      guard !confusions.isEmpty || composition != nil else { return nil }
      return Model(
        name: experiment.name(evaluation.run), isOpen: best.contains(evaluation.run),
        figures: confusions + [composition].compactMap(\.self))
    }
  }

  private static func confusion(
    _ evaluation: Experiment.Evaluation, _ level: String, id: String
  ) -> Figure? {
    let own = evaluation.confusions.filter { $0.level == level }
    guard !own.isEmpty else { return nil }
    return Figure(
      id: id,
      title: level == "song"
        ? "Clusters against labels: songs, by majority vote over their clips"
        : "Clusters against labels: clips",
      note: "Tint: share of the row, the cluster.",
      panels: own.map { confusion in
        HeatMap(
          title: "\(confusion.task), \(clusteringName(confusion.clustering))",
          rowLabel: "cluster", columnLabel: confusion.task, rows: confusion.clusters,
          columns: confusion.labels, counts: confusion.counts, shares: .ofRow
        ).drawing
      })
  }

  /// What each cluster is made of besides the label that it was made for: the other labels, sources and
  /// formats.
  private static func composition(
    _ experiment: Experiment, _ evaluation: Experiment.Evaluation,
    _ songs: [String: Experiment.Song], id: String
  ) -> Figure? {
    guard let clips = evaluation.projections.first?.songs else { return nil }
    var panels: [Drawing] = []
    for task in experiment.tasks {
      guard let assignment = experiment.shownAssignment(evaluation, task) else { continue }
      var properties: [(name: String, of: (Experiment.Song) -> String)] = []
      for (index, label) in experiment.labels.enumerated() where label != task {
        properties.append((label, { $0.labels[index] }))
      }
      properties.append(("source", \.source))
      properties.append(("codec", \.codec))
      for property in properties {
        let pairs = zip(clips, assignment.clusters).compactMap { song, cluster in
          cluster.flatMap { cluster in
            songs[song].map { (cluster: cluster, value: property.of($0)) }
          }
        }
        let counts = LabelCounts(pairs.map(\.value))
        guard counts.named.count > 1 else { continue }
        let clusters = Set(pairs.map(\.cluster)).sorted()
        let columns = counts.counts.map(\.name)
        var cells = clusters.map { _ in columns.map { _ in 0 } }
        for pair in pairs {
          guard let row = clusters.firstIndex(of: pair.cluster),
            let column = columns.firstIndex(of: counts.entry(pair.value))
          else { continue }
          cells[row][column] += 1
        }
        panels.append(
          HeatMap(
            title: "\(clusteringName(assignment.clustering)) for \(task)", rowLabel: "cluster",
            columnLabel: property.name, rows: clusters.map(clusterName), columns: columns,
            counts: cells, shares: .ofRow
          ).drawing)
      }
    }
    guard !panels.isEmpty else { return nil }
    return Figure(
      id: id, title: "What clusters are made of",
      note: "Clips. Where a column fills its rows as a label should, clusters are that instead.",
      panels: panels)
  }
}

/// What readers call a cluster.
func clusterName(_ cluster: Int) -> String { cluster < 0 ? "noise" : "\(cluster)" }

extension Experiment {
  /// The clustering of a task that agrees best with its labels; the first without any score.
  func shownAssignment(_ evaluation: Evaluation, _ task: String) -> Assignment? {
    let own = evaluation.assignments.filter { $0.task == task }
    let best = candidates(task).first { $0.run == evaluation.run }
    return own.first { $0.clustering == best?.clustering } ?? own.first
  }
}
