internal import Charts

/// Scores as pictures.
enum ScoreFigures {
  /// Most rows of a grid; the tables have all.
  private static let mostRows = 40

  /// Models and clusterings against metrics, each column tinted from its worst to its best.
  static func grid(_ groups: [[ClusteringRow]], _ task: String, id: String) -> Figure? {
    let rows = groups.joined().filter(\.isValid)
    let scores = rows.flatMap(\.scores)
    let metrics = Metric.occurring(in: scores).filter { metric in
      rows.contains { $0.mean(metric, level(metric, scores)).isFinite }
    }
    guard rows.count > 1, !metrics.isEmpty else { return nil }
    let order = rows.map { $0.mean(.leading, level(.leading, scores)) }
    let ranked = rows.indices.sorted { a, b in
      let (x, y) = (order[a].isNaN ? -1 : order[a], order[b].isNaN ? -1 : order[b])
      return x != y ? x > y : a < b
    }
    let shown = ranked.prefix(mostRows).map { rows[$0] }
    let more = rows.count > shown.count ? " The \(mostRows) with the highest AMI." : ""
    return Figure(
      id: id, title: "Every metric of every clustering for \(task)",
      note:
        "Tint: from the worst to the best of the column. Metrics of separation compare within one "
        + "space only.\(more)",
      panels: [
        HeatMap(
          title: "Scores by model and clustering, \(task)", rowLabel: "model and clustering",
          columnLabel: "metric", rows: shown.map { "\($0.model), \($0.clustering)" },
          columns: metrics.map(\.name),
          scores: shown.map { row in metrics.map { row.mean($0, level($0, scores)) } },
          lessIsBetter: metrics.map(\.isReversed)
        ).drawing
      ])
  }

  /// Songs where there are any, clips for what is measured by distances.
  private static func level(_ metric: Metric, _ scores: [Experiment.Score]) -> String {
    let levels = scores.filter { $0.metric == metric.key }.map(\.level)
    return !metric.isInternal && levels.contains("song") ? "song" : "clip"
  }

  /// Tasks by difficulty, algorithms beside each other, losses against agreement.
  static func overviews(_ experiment: Experiment) -> [Figure] {
    let tasks = experiment.tasks
    let candidates = tasks.map(experiment.candidates)
    guard candidates.contains(where: { !$0.isEmpty }) else { return [] }
    func mean(_ found: [Experiment.Candidate]) -> Double {
      found.isEmpty ? .nan : found.reduce(0) { $0 + $1.value } / Double(found.count)
    }
    let label = "\(Metric.leading.name), song level where there is one"
    let difficulty = DotPlot(
      title: "Tasks", label: label, series: ["mean", "best"],
      rows: zip(tasks, candidates).sorted { mean($0.1) > mean($1.1) }.map { task, found in
        DotPlot.Row(task, [mean(found), found.first?.value ?? .nan])
      })
    let algorithms = DotPlot(
      title: "Algorithms", label: "\(label), mean over models", series: tasks,
      rows: experiment.clusterings.map { clustering in
        DotPlot.Row(
          clusteringName(clustering),
          candidates.map { found in mean(found.filter { $0.clustering == clustering }) })
      })
    return [
      Figure(
        id: "tasks", title: "How hard the tasks are", note: "From the easiest.",
        legend: difficulty.legend, panels: [difficulty.drawing]),
      Figure(
        id: "algorithms", title: "How the algorithms compare", legend: algorithms.legend,
        panels: [algorithms.drawing]),
    ] + [selections(experiment), losses(experiment)].compactMap(\.self)
  }

  /// How numbers of clusters were chosen.
  private static func selections(_ experiment: Experiment) -> Figure? {
    let panels = experiment.evaluations.flatMap { evaluation in
      evaluation.selections.map { selection -> Drawing in
        let isRadius = selection.criterion == "reach"
        let criterion = isRadius ? "distance to the nearest clips" : selection.criterion
        let place = selection.k.firstIndex(of: selection.chosen)
        let radius = place.map { concise(selection.values[$0]) } ?? "–"
        return LineChart(
          title: "\(experiment.name(evaluation.run)), \(clusteringName(selection.clustering)), "
            + selection.task,
          xLabel: isRadius ? "clips, the nearest first" : "number of clusters", yLabel: criterion,
          x: selection.k.map(Double.init),
          lines: [LineChart.Line(criterion, Mark(0), selection.values)],
          marked: (
            x: Double(selection.chosen),
            name: isRadius ? "eps = \(radius)" : "chosen: \(grouped(selection.chosen))"
          )
        ).drawing
      }
    }
    guard !panels.isEmpty else { return nil }
    return Figure(
      id: "selections", title: "How numbers of clusters and radii were chosen",
      note: panels.count > 24 ? "The first 24; all are in selections.csv." : "",
      panels: Array(panels.prefix(24)))
  }

  /// Whether models that fit better cluster better.
  private static func losses(_ experiment: Experiment) -> Figure? {
    let tasks = experiment.tasks
    let panels = Set(experiment.models.map(\.run.features)).sorted().compactMap {
      features -> Drawing? in
      let points = experiment.models.filter { $0.run.features == features }.flatMap { model in
        tasks.enumerated().compactMap { index, task -> ScatterChart.Point? in
          let epoch = model.history.first { $0.number == model.bestEpoch }
          let scores = experiment.evaluations.first { $0.run == model.run }?.scores.filter {
            $0.task == task && $0.metric == "nmi" && $0.level == "clip" && $0.value.isFinite
              && $0.isValid
          }
          guard let loss = epoch?.validation.total, loss.isFinite, let scores, !scores.isEmpty
          else { return nil }
          let nmi = scores.reduce(0) { $0 + $1.value } / Double(scores.count)
          return ScatterChart.Point(
            x: loss, y: nmi, series: index, name: "\(experiment.name(model.run)), \(task)")
        }
      }
      guard points.count > 1 else { return nil }
      return ScatterChart(
        title: features, xLabel: "validation loss", yLabel: "NMI of clips", series: tasks,
        points: points
      ).drawing
    }
    guard !panels.isEmpty else { return nil }
    return Figure(
      id: "losses", title: "Whether models that fit better cluster better",
      note: "A point is a model and a task; losses compare within one feature set only.",
      panels: panels)
  }
}
