internal import Charts

/// What leaky splits would have done to the scores.
struct LeakageSection {
  let isMissing: Bool
  let figures: [Figure]
  let table: DataTable

  init(_ experiment: Experiment) {
    // Song by song, and one metric that chance does not raise; the rest is in the artifact.
    let rows = experiment.inflation.filter {
      $0.metric == "validation loss" || $0.level == "song" && $0.metric == Metric.leading.key
    }
    isMissing = rows.isEmpty
    let splits = Set(rows.map(\.split)).sorted()
    let scored = rows.filter { !$0.task.isEmpty }
    let names = Set(scored.map(LeakageSection.name)).sorted()
    let plot = DotPlot(
      title: "Scores by split", label: "\(Metric.leading.name) at song level",
      series: ["song"] + splits,
      rows: names.map { name in
        let own = scored.filter { LeakageSection.name($0) == name }
        return DotPlot.Row(
          name,
          [own.first?.fair ?? .nan]
            + splits.map { split in own.first { $0.split == split }?.other ?? .nan })
      })
    figures =
      names.isEmpty
      ? []
      : [
        Figure(
          id: "leakage", title: "Scores of the same models by what may lie in two parts",
          legend: plot.legend, panels: [plot.drawing])
      ]
    table =
      DataTable(
        "Differences from splits by song", name: "leakage",
        [
          .text("Split by"), .text("Model"), .prose("Score"), .number("By song"),
          .number("By this split"), .number("Difference"), .number("from"), .number("to"),
          .number("Runs"),
        ],
        rows: rows.map { row in
          [
            DataTable.Cell(row.split), .code(row.model),
            DataTable.Cell(
              row.task.isEmpty ? row.metric : "\(row.task), \(row.clustering), \(row.metric)"),
            DataTable.Cell(row.fair, digits: 3), DataTable.Cell(row.other, digits: 3),
            DataTable.Cell(
              row.other - row.fair, digits: 3, isBest: row.low > 0 || row.high < 0),
            DataTable.Cell(row.low, digits: 3), DataTable.Cell(row.high, digits: 3),
            DataTable.Cell(row.runs),
          ]
        })
  }

  private static func name(_ row: Experiment.Inflation) -> String {
    "\(row.model) · \(row.task) · \(row.clustering)"
  }
}
