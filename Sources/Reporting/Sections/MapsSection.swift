internal import Charts

/// The latents in the plane.
struct MapsSection {
  struct Data {
    let figure: String
    let data: Markup
  }

  let isMissing: Bool
  let figures: [Figure]
  let shared: Markup
  let maps: [Data]

  /// Most marks in all drawings together, and in one: the script draws all clips.
  private static let (mostMarks, mostClips) = (30_000, 1200)
  /// Most rows of the table behind a drawing.
  private static let mostRows = 200

  init(_ experiment: Experiment) {
    var songs: [String: Experiment.Song] = [:]
    for song in experiment.songs { songs[song.id] = song }
    // One run of each model: others look the same but for turns.
    var seen: Set<String> = []
    let shown = experiment.evaluations.filter {
      !$0.projections.isEmpty && seen.insert($0.run.name).inserted
    }.enumerated().map { (figure: "map-\($0.offset + 1)", evaluation: $0.element) }
    let drawings = shown.reduce(0) { $0 + 2 * $1.evaluation.projections.count }
    let most = max(150, min(MapsSection.mostClips, MapsSection.mostMarks / max(drawings, 1)))
    figures = shown.map {
      MapsSection.figure(experiment, songs, $0.evaluation, id: $0.figure, most: most)
    }
    isMissing = figures.isEmpty
    let data = MapData(experiment, shown)
    shared = data.shared
    maps = data.maps.map { Data(figure: $0.figure, data: $0.data) }
  }

  private static func figure(
    _ experiment: Experiment, _ songs: [String: Experiment.Song],
    _ evaluation: Experiment.Evaluation, id: String, most: Int
  ) -> Figure {
    let ids = evaluation.projections[0].songs
    let isEvaluated = ids.indices.map { clip in
      evaluation.assignments.isEmpty
        || evaluation.assignments.contains {
          $0.clusters.indices.contains(clip) && $0.clusters[clip] != nil
        }
    }
    let evaluated = ids.indices.filter { isEvaluated[$0] }
    let clips = thinned(evaluated, to: most)
    let others = thinned(ids.indices.filter { !isEvaluated[$0] }, to: most)
    let columns = colourings(experiment, songs, evaluation, clips)
    let panels = evaluation.projections.flatMap { projection -> [Drawing] in
      let axes = axes(projection)
      let context = others.map { (x: projection.x[$0], y: projection.y[$0]) }
      return columns.prefix(2).map { column in
        let counts = LabelCounts(column.values, most: 16)
        let names = counts.counts.map(\.name)
        return ScatterChart(
          title: "\(projectionName(projection.kind)) by \(column.name)", xLabel: axes[0],
          yLabel: axes[1], series: names,
          points: clips.enumerated().map { row, clip in
            let group = counts.entry(column.values[row])
            return ScatterChart.Point(
              x: projection.x[clip], y: projection.y[clip],
              series: names.firstIndex(of: group) ?? 0,
              name: "\(songs[ids[clip]]?.name ?? ids[clip]) (\(group))")
          }, context: context
        ).drawing
      }
    }
    let name = experiment.name(evaluation.run)
    let kinds = evaluation.projections
    let rows = clips.enumerated().prefix(mostRows)
    let table = DataTable(
      "Clips of \(name)"
        + (clips.count > rows.count
          ? ", the first \(rows.count); all are in maps of the scores" : ""),
      [.text("Song")]
        + kinds.flatMap { kind in
          ["1", "2"].map { .number($0, under: projectionName(kind.kind)) }
        } + columns.map { .text($0.name) },
      rows: rows.map { row, clip in
        [DataTable.Cell(songs[ids[clip]]?.name ?? ids[clip])]
          + kinds.flatMap { kind in
            [DataTable.Cell(kind.x[clip], digits: 2), DataTable.Cell(kind.y[clip], digits: 2)]
          } + columns.map { DataTable.Cell($0.values[row]) }
      })
    let left =
      clips.count < evaluated.count
      ? " \(grouped(clips.count)) of \(grouped(evaluated.count)) clips are in the drawings." : ""
    let large =
      ids.count > MapData.mostClips
      ? " The map has \(grouped(MapData.mostClips)) clips at most." : ""
    let grey = others.isEmpty ? "" : " Grey dots in drawings: clips that were not evaluated."
    return Figure(
      id: id, title: name, note: "Point at a clip to see its song.\(large)\(grey)\(left)",
      panels: panels,
      tables: [table])
  }

  /// What clips can be coloured by: each label, and the clustering that agrees with it best.
  private static func colourings(
    _ experiment: Experiment, _ songs: [String: Experiment.Song],
    _ evaluation: Experiment.Evaluation, _ clips: [Int]
  ) -> [(name: String, values: [String])] {
    let ids = evaluation.projections[0].songs
    let found = experiment.tasks.flatMap { task -> [(name: String, values: [String])] in
      var columns: [(name: String, values: [String])] = []
      if let label = experiment.labels.firstIndex(of: task) {
        columns.append((task, clips.map { songs[ids[$0]]?.labels[label] ?? "" }))
      }
      if let assignment = experiment.shownAssignment(evaluation, task) {
        columns.append(
          (
            "\(clusteringName(assignment.clustering)) for \(task)",
            clips.map { clip in
              let cluster =
                assignment.clusters.indices.contains(clip) ? assignment.clusters[clip] : nil
              return cluster.map(clusterName) ?? ""
            }
          ))
      }
      return columns
    }
    return found.isEmpty ? [("clips", clips.map { _ in "clip" })] : found
  }

  private static func axes(_ projection: Experiment.Projection) -> [String] {
    let axis = projection.kind == "pca" ? "PC" : projectionName(projection.kind)
    return (0..<2).map { component in
      let share =
        projection.explained.indices.contains(component)
        ? " (\(decimal(projection.explained[component] * 100, 1)) % of the variance)" : ""
      return "\(axis) \(component + 1)\(share)"
    }
  }

  /// Clips at equal steps, so that no more than `most` are left.
  private static func thinned(_ clips: [Int], to most: Int) -> [Int] {
    let every = max(1, (clips.count + most - 1) / most)
    return stride(from: 0, to: clips.count, by: every).map { clips[$0] }
  }
}
