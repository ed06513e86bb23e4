/// The latents in the plane.
struct MapsSection {
  let isMissing: Bool
  let figures: [Markup]

  /// Most clips drawn in one panel.
  static let mostClips = 1200

  init(_ experiment: Experiment) {
    var songs: [String: Experiment.Song] = [:]
    for song in experiment.songs { songs[song.id] = song }
    figures = experiment.evaluations.enumerated().flatMap { index, evaluation in
      evaluation.projections.map {
        MapsSection.figure(
          experiment, songs, evaluation, $0, id: "map-\(index + 1)-\($0.kind)"
        ).html
      }
    }
    isMissing = figures.isEmpty
  }

  private static func figure(
    _ experiment: Experiment, _ songs: [String: Experiment.Song],
    _ evaluation: Experiment.Evaluation, _ projection: Experiment.Projection, id: String
  ) -> Figure {
    let isEvaluated = projection.x.indices.map { clip in
      evaluation.assignments.isEmpty
        || evaluation.assignments.contains {
          $0.clusters.indices.contains(clip) && $0.clusters[clip] != nil
        }
    }
    let evaluated = projection.x.indices.filter { isEvaluated[$0] }
    let clips = thinned(evaluated)
    let context = thinned(projection.x.indices.filter { !isEvaluated[$0] }).map {
      (x: projection.x[$0], y: projection.y[$0])
    }
    let kind = projectionName(projection.kind)
    let axis = projection.kind == "pca" ? "PC" : kind
    let axes = (0..<2).map { component -> String in
      let share =
        projection.explained.indices.contains(component)
        ? " (\(decimal(projection.explained[component] * 100, 1)) % of the variance)" : ""
      return "\(axis) \(component + 1)\(share)"
    }
    func panel(_ title: String, _ groupOfClip: [String], _ detail: String) -> Drawing {
      let counts = LabelCounts(groupOfClip, most: 16)
      let names = counts.counts.map(\.name)
      return ScatterChart(
        title: title, xLabel: axes[0], yLabel: axes[1], series: names,
        points: clips.enumerated().map { row, clip in
          let song = songs[projection.songs[clip]]?.name ?? projection.songs[clip]
          let group = counts.entry(groupOfClip[row])
          return ScatterChart.Point(
            x: projection.x[clip], y: projection.y[clip],
            series: names.firstIndex(of: group) ?? 0, name: "\(song) (\(detail) \(group))")
        },
        context: context
      ).drawing
    }
    var panels: [Drawing] = []
    var columns: [(name: String, values: [String])] = []
    for task in experiment.tasks {
      if let label = experiment.labels.firstIndex(of: task) {
        let values = clips.map { songs[projection.songs[$0]]?.labels[label] ?? "" }
        panels.append(panel("by \(task)", values, task))
        columns.append((task, values))
      }
      guard let shown = clustering(experiment, evaluation, task) else { continue }
      let values = clips.map { clip in
        let cluster = shown.clusters.indices.contains(clip) ? shown.clusters[clip] : nil
        return cluster.map { $0 < 0 ? "noise" : "\($0)" } ?? ""
      }
      let name = clusteringName(shown.clustering)
      panels.append(panel("by \(name) for \(task)", values, "cluster"))
      columns.append(("\(name) for \(task)", values))
    }
    if panels.isEmpty { panels = [panel("Clips", clips.map { _ in "clip" }, "")] }
    let others = context.isEmpty ? "" : " Grey dots: clips that were not evaluated."
    let left =
      clips.count < evaluated.count
      ? " \(grouped(clips.count)) of \(grouped(evaluated.count)) clips are drawn." : ""
    let table = DataTable(
      "Clips of \(experiment.name(evaluation.run))",
      [.text("Song"), .number("\(axis) 1"), .number("\(axis) 2")] + columns.map { .text($0.name) },
      rows: clips.enumerated().map { row, clip in
        [
          DataTable.Cell(songs[projection.songs[clip]]?.name ?? projection.songs[clip]),
          DataTable.Cell(projection.x[clip], digits: 2),
          DataTable.Cell(projection.y[clip], digits: 2),
        ] + columns.map { DataTable.Cell($0.values[row]) }
      })
    return Figure(
      id: id, title: "\(experiment.name(evaluation.run)), \(kind)",
      note: "The same clips in each panel; point at one to see its song." + others + left,
      panels: panels,
      tables: [table])
  }

  /// Clips at equal steps, so that no more than ``mostClips`` are left.
  private static func thinned(_ clips: [Int]) -> [Int] {
    let every = max(1, (clips.count + mostClips - 1) / mostClips)
    return stride(from: 0, to: clips.count, by: every).map { clips[$0] }
  }

  /// The clustering of a task that agrees best with its labels; the first without any score.
  private static func clustering(
    _ experiment: Experiment, _ evaluation: Experiment.Evaluation, _ task: String
  ) -> Experiment.Assignment? {
    let own = evaluation.assignments.filter { $0.task == task }
    let best = experiment.candidates(task).first { $0.run == evaluation.run }
    return own.first { $0.clustering == best?.clustering } ?? own.first
  }
}
