/// Which models differ on the same songs, and what clusters are instead of labels, for one task.
struct ComparisonTables {
  /// Models from best to worst; "" where fewer than two can be compared.
  let standings: Markup
  /// Pairs of models.
  let pairs: Markup
  /// Clusters against codecs, sample rates and the like; "" where songs do not differ in any.
  let confounds: Markup

  /// Most pairs shown; all are in comparisons.csv.
  private static let mostPairs = 15

  init(_ experiment: Experiment, _ task: String) {
    let comparison = experiment.comparisons.first { $0.task == task }
    standings = comparison.map { ComparisonTables.standings($0) } ?? ""
    pairs = comparison.map { ComparisonTables.pairs($0) } ?? ""
    confounds = ComparisonTables.confounds(experiment, task)
  }

  private static func standings(_ comparison: Experiment.Comparison) -> Markup {
    let verdict =
      comparison.friedman.verdict == "significant"
      ? "they differ (Friedman, p = \(probability(comparison.friedman.pValue)))"
      : "no difference is significant (Friedman, p = \(probability(comparison.friedman.pValue)))"
    return DataTable(
      "Models on the same \(grouped(comparison.songs)) songs, mean over clusterings and runs: "
        + "\(verdict); mean ranks differ from \(decimal(comparison.criticalDifference, 2)) on (Nemenyi, α = 0.05)",
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
      }
    ).html
  }

  private static func pairs(_ comparison: Experiment.Comparison) -> Markup {
    let shown = comparison.pairs.prefix(mostPairs)
    let left = comparison.pairs.count - shown.count
    let more = left > 0 ? "; \(grouped(left)) more in comparisons.csv" : ""
    return DataTable(
      "Pairs of models (Wilcoxon on songs, adjusted by Holm)\(more)",
      [
        .text("Better"), .text("Worse"), .number("difference"),
        .number("from", under: "95 % interval"), .number("to", under: "95 % interval"),
        .number("Cliff’s δ"), .number("p"), .text("Verdict"),
      ],
      rows: shown.map {
        [
          DataTable.Cell($0.first), DataTable.Cell($0.second),
          DataTable.Cell($0.difference, digits: 3),
          DataTable.Cell($0.interval.lowerBound, digits: 3),
          DataTable.Cell($0.interval.upperBound, digits: 3), DataTable.Cell($0.effect, digits: 2),
          DataTable.Cell(probability($0.pValue)), DataTable.Cell($0.verdict),
        ]
      }
    ).html
  }

  private static func confounds(_ experiment: Experiment, _ task: String) -> Markup {
    struct Row {
      let model: String
      let clustering: String
      let values: [String: Double]
      let label: Double
    }
    let rows = experiment.evaluations.flatMap { evaluation in
      experiment.clusterings.compactMap { clustering -> Row? in
        let own = evaluation.confounds.filter {
          $0.task == task && $0.clustering == clustering && $0.level == "song"
        }
        guard !own.isEmpty else { return nil }
        let label = evaluation.scores.first {
          $0.task == task && $0.clustering == clustering && $0.level == "song"
            && $0.metric == "ami"
        }
        return Row(
          model: experiment.name(evaluation.run), clustering: clusteringName(clustering),
          values: Dictionary(own.map { ($0.property, $0.ami) }) { first, _ in first },
          label: label?.value ?? .nan)
      }
    }
    let properties = Set(rows.flatMap(\.values.keys)).sorted()
    guard !properties.isEmpty else { return "" }
    return DataTable(
      "AMI of the clusters with what songs have beside \(task), song level: where it is higher, "
        + "clusters are that instead",
      [.text("Model"), .text("Clustering"), .number(task)]
        + properties.map { .number($0.split(separator: "_").joined(separator: " ")) },
      rows: rows.map { row in
        [
          DataTable.Cell(row.model), DataTable.Cell(row.clustering),
          DataTable.Cell(row.label, digits: 3),
        ]
          + properties.map { DataTable.Cell(row.values[$0] ?? .nan, digits: 3) }
      }
    ).html
  }

  /// Loss against agreement, of all tasks; "" where there are too few models.
  static func losses(_ experiment: Experiment) -> Markup {
    guard !experiment.lossCorrelations.isEmpty else { return "" }
    return DataTable(
      "Validation loss of the epoch that was kept, against the NMI of clips, mean over clusterings",
      [
        .text("Features"), .text("Task"), .number("models"), .number("r", under: "Pearson"),
        .number("from", under: "Pearson"), .number("to", under: "Pearson"),
        .number("p", under: "Pearson"), .number("ρ", under: "Spearman"),
        .number("from", under: "Spearman"), .number("to", under: "Spearman"),
        .number("p", under: "Spearman"),
      ],
      rows: experiment.lossCorrelations.map { found in
        [
          DataTable.Cell(found.features), DataTable.Cell(found.task), DataTable.Cell(found.count),
        ]
          + [found.pearson, found.spearman].flatMap {
            [
              DataTable.Cell($0.coefficient, digits: 2),
              DataTable.Cell($0.interval.lowerBound, digits: 2),
              DataTable.Cell($0.interval.upperBound, digits: 2),
              DataTable.Cell(probability($0.pValue)),
            ]
          }
      }
    ).html
  }
}

/// A p-value for readers.
func probability(_ p: Double) -> String {
  p < 0.001 ? "< 0.001" : decimal(p, 3)
}
