internal import Charts

/// Which models differ on the same songs.
struct StatisticsSection {
  struct Task {
    let name: String
    let verdict: String
    let figures: [Figure]
    let standings: DataTable
    let pairs: DataTable
  }

  let isMissing: Bool
  let tasks: [Task]

  /// Most pairs shown; all are in comparisons.csv.
  private static let mostPairs = 15

  init(_ experiment: Experiment) {
    isMissing = experiment.comparisons.isEmpty
    tasks = experiment.comparisons.enumerated().map { index, comparison in
      Task(
        name: comparison.task, verdict: StatisticsSection.verdict(comparison),
        figures: [StatisticsSection.diagram(comparison, id: "ranks-\(index + 1)")].compactMap(
          \.self),
        standings: StatisticsSection.standings(comparison),
        pairs: StatisticsSection.pairs(comparison))
    }
  }

  private static func verdict(_ comparison: Experiment.Comparison) -> String {
    let p = "Friedman, p \(equals(comparison.friedman.pValue))"
    let found =
      comparison.friedman.verdict == "significant"
      ? "The models differ (\(p))." : "No difference is significant (\(p))."
    let least = comparison.pairs.map(\.detectable).filter(\.isFinite)
    guard let low = least.min(), let high = least.max() else { return found }
    let range =
      decimal(low, 3) == decimal(high, 3)
      ? decimal(low, 3) : "\(decimal(low, 3)) to \(decimal(high, 3))"
    return
      "\(found) On \(counted(comparison.songs, "song")) a mean difference of \(range), depending "
      + "on the pair, would have been found four times out of five; smaller ones are mostly missed."
  }

  private static func diagram(_ comparison: Experiment.Comparison, id: String) -> Figure? {
    guard comparison.standings.count > 1, comparison.criticalDifference > 0 else { return nil }
    return Figure(
      id: id, title: "Mean ranks of the models, \(comparison.task)",
      note: "Rank 1 is the best. Models that one bar ties do not differ (Nemenyi, α = 0.05, "
        + "\(counted(comparison.standings.count, "model")), \(counted(comparison.songs, "song"))).",
      panels: [
        RankDiagram(
          title: "Critical differences, \(comparison.task)",
          ranks: comparison.standings.map { ($0.name, $0.rank) },
          criticalDifference: comparison.criticalDifference
        ).drawing
      ])
  }

  private static func standings(_ comparison: Experiment.Comparison) -> DataTable {
    DataTable(
      "Models on the same \(grouped(comparison.songs)) songs, mean over clusterings and runs; mean ranks "
        + "differ from \(decimal(comparison.criticalDifference, 2)) on (Nemenyi, α = 0.05)",
      name: "ranking-\(slug(comparison.task))",
      [
        .text("Model"), .number("B³ F1"), .number("from", under: "95 % interval"),
        .number("to", under: "95 % interval"), .number("mean rank"), .number("± over runs"),
      ],
      rows: comparison.standings.map {
        [
          DataTable.Cell($0.name), DataTable.Cell($0.mean, digits: 3, share: $0.mean),
          DataTable.Cell($0.interval.lowerBound, digits: 3),
          DataTable.Cell($0.interval.upperBound, digits: 3), DataTable.Cell($0.rank, digits: 2),
          DataTable.Cell($0.deviation ?? .nan, digits: 3),
        ]
      })
  }

  private static func pairs(_ comparison: Experiment.Comparison) -> DataTable {
    let shown = comparison.pairs.prefix(mostPairs)
    let left = comparison.pairs.count - shown.count
    let more = left > 0 ? "; \(grouped(left)) more in comparisons.csv" : ""
    return DataTable(
      "Pairs of models (Wilcoxon on songs, adjusted by Holm)\(more)",
      name: "pairs-\(slug(comparison.task))",
      [
        .text("Better"), .text("Worse"), .number("difference"),
        .number("from", under: "95 % interval"), .number("to", under: "95 % interval"),
        .number("detectable"), .number("Cliff’s δ"), .number("p"), .text("Verdict"),
      ],
      rows: shown.map { pair in
        [
          DataTable.Cell(pair.first), DataTable.Cell(pair.second),
          DataTable.Cell(pair.difference, digits: 3),
          DataTable.Cell(pair.interval.lowerBound, digits: 3),
          DataTable.Cell(pair.interval.upperBound, digits: 3),
          DataTable.Cell(pair.detectable, digits: 3), DataTable.Cell(pair.effect, digits: 2),
          DataTable.Cell(probability(pair.pValue)), DataTable.Cell(pair.verdict),
        ]
      })
  }
}

/// A p-value for readers.
func probability(_ p: Double) -> String {
  p < 0.001 ? "< 0.001" : decimal(p, 3)
}

/// A p-value with its sign of comparison.
private func equals(_ p: Double) -> String {
  p < 0.001 ? "< 0.001" : "= \(decimal(p, 3))"
}
