/// How clusters and labels meet.
struct ConfusionSection {
  struct Model {
    let name: String
    let isOpen: Bool
    let figures: [Markup]
  }

  let isMissing: Bool
  let models: [Model]

  init(_ experiment: Experiment) {
    let best = Set(experiment.tasks.compactMap { experiment.candidates($0).first?.run })
    models = experiment.evaluations.enumerated().compactMap { index, evaluation in
      guard !evaluation.confusions.isEmpty else { return nil }
      return Model(
        name: experiment.name(evaluation.run), isOpen: best.contains(evaluation.run),
        figures: ["clip", "song"].compactMap { level in
          ConfusionSection.figure(
            experiment, evaluation, level, id: "confusion-\(index + 1)-\(level)")?.html
        })
    }
    isMissing = models.isEmpty
  }

  private static func figure(
    _ experiment: Experiment, _ evaluation: Experiment.Evaluation, _ level: String, id: String
  ) -> Figure? {
    let own = evaluation.confusions.filter { $0.level == level }
    guard !own.isEmpty else { return nil }
    return Figure(
      id: id, title: level == "song" ? "Songs, by majority vote over their clips" : "Clips",
      note: "Tint: share of the row, the cluster.",
      panels: own.map { confusion in
        HeatMap(
          title: "\(confusion.task), \(clusteringName(confusion.clustering))",
          rowLabel: "cluster", columnLabel: confusion.task, rows: confusion.clusters,
          columns: confusion.labels, counts: confusion.counts, shares: .ofRow
        ).drawing
      })
  }
}
