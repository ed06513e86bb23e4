internal import Charts

/// How the clusters agree with labels, and how well they are apart in their own spaces.
struct ClusteringSection {
  struct Task {
    let name: String
    let external: DataTable
    let figures: [Figure]
    let confounds: DataTable
    let contributions: DataTable
    let spaces: DataTable
  }

  let isMissing: Bool
  let part: String
  let otherParts: String?
  let tasks: [Task]
  let overviews: [Figure]
  let losses: DataTable
  let models: [ClusterContents.Model]

  init(_ experiment: Experiment) {
    isMissing = experiment.tasks.isEmpty
    let shown = experiment.reportedPart
    part = partName(shown)
    let others = Set(experiment.evaluations.flatMap { $0.scores.map(\.part) }).subtracting([shown])
    otherParts = others.isEmpty ? nil : others.sorted().joined(separator: ", ")
    tasks = experiment.tasks.enumerated().map { index, task in
      let groups = ClusteringRow.groups(experiment, task)
      return Task(
        name: task,
        external: ClusteringSection.external(groups, task, winner: experiment.winner(task)),
        figures: [ScoreFigures.grid(groups, task, id: "scores-\(index + 1)")].compactMap(\.self),
        confounds: ClusteringSection.confounds(experiment, task),
        contributions: ClusteringSection.contributions(experiment, task),
        spaces: ClusteringSection.spaces(groups, task))
    }
    overviews = ScoreFigures.overviews(experiment)
    losses = ClusteringSection.losses(experiment)
    models = ClusterContents.models(experiment)
  }

  private static func external(
    _ groups: [[ClusteringRow]], _ task: String, winner: String?
  ) -> DataTable {
    let rows = groups.joined()
    let scores = rows.flatMap(\.scores)
    let metrics = Metric.occurring(in: scores).filter { !$0.isInternal }
    let levels = ["song", "clip"].filter { level in scores.contains { $0.level == level } }
    let shown = levels.flatMap { level in metrics.map { (level: level, metric: $0) } }
    // Few clusters favour completeness, many favour homogeneity and purity: none of them ranks.
    let highest = shown.map { column -> Double? in
      guard column.metric.isBalanced else { return nil }
      return rows.filter(\.isValid).map { $0.mean(column.metric, column.level) }
        .filter(\.isFinite).max()
    }
    let certain = levels.first.map { level in
      rows.contains { $0.bounds(level) != nil || $0.deviation(level) != nil }
    }
    let isTested = levels.first.map { level in rows.contains { $0.chance(level) != nil } }
    let best =
      winner.map { "bold: the highest, \($0) being significantly better than every other model" }
      ?? "none is bold, since no model is significantly better than all others"
    let invalid =
      rows.allSatisfy(\.isValid) ? "" : "; †: not valid, the model was told this label"
    var columns: [DataTable.Column] = [.text("Model"), .text("Clustering"), .number("k")]
    let certainty = "AMI, \(levels.first ?? "")"
    if certain == true { columns.append(.number("95 %, or ± over runs", under: certainty)) }
    if isTested == true { columns.append(.number("p by chance", under: certainty)) }
    columns += shown.map { column in
      .number(
        column.metric.name,
        under: heading(column.level, scores.filter { $0.level == column.level }.map(\.count)))
    }
    return DataTable(
      "Agreement of the clusters with \(task), means over runs; \(best)\(invalid)",
      name: "agreement-\(slug(task))", columns,
      groups: metrics.isEmpty
        ? []
        : groups.map { group in
          group.map { row in
            var cells = [
              DataTable.Cell(row.model), DataTable.Cell(row.clustering), DataTable.Cell(row.k),
            ]
            if certain == true { cells.append(DataTable.Cell(row.certainty(levels[0]))) }
            if isTested == true { cells.append(DataTable.Cell(row.chance(levels[0]) ?? "–")) }
            cells += zip(shown, highest).map { column, highest in
              let value = row.mean(column.metric, column.level)
              guard row.isValid else {
                return DataTable.Cell(decimal(value, column.metric.digits) + " †")
              }
              return DataTable.Cell(
                value, digits: column.metric.digits, share: value,
                isBest: value == highest && row.run.name == winner)
            }
            return cells
          }
        })
  }

  private static func heading(_ level: String, _ counts: [Int]) -> String {
    guard let least = counts.min(), let most = counts.max() else { return level }
    return least == most
      ? "\(level) level (n = \(grouped(least)))"
      : "\(level) level (n = \(grouped(least))–\(grouped(most)))"
  }

  private static func spaces(_ groups: [[ClusteringRow]], _ task: String) -> DataTable {
    let scores = groups.joined().flatMap(\.scores)
    let metrics = Metric.occurring(in: scores).filter(\.isInternal)
    let levels = ["clip", "song"].filter { level in
      scores.contains { score in
        score.level == level && metrics.contains { $0.key == score.metric }
      }
    }
    let shown = levels.flatMap { level in metrics.map { (level: level, metric: $0) } }
    return DataTable(
      "Separation of the clusters for \(task): comparable within one space (between two rules) only",
      name: "separation-\(slug(task))",
      [.text("Model"), .text("Clustering"), .number("k"), .text("Space")]
        + shown.map { .number($0.metric.name, under: "\($0.level) level") },
      groups: metrics.isEmpty
        ? []
        : groups.map { group in
          group.map { row in
            [
              DataTable.Cell(row.model), DataTable.Cell(row.clustering), DataTable.Cell(row.k),
              DataTable.Cell(row.scores.first { !$0.space.isEmpty }?.space ?? ""),
            ]
              + shown.map { column in
                DataTable.Cell(
                  row.mean(column.metric, column.level), digits: column.metric.digits)
              }
          }
        })
  }

  /// What models of two feature sets make of each alone, and what each counts where that was learned.
  private static func contributions(_ experiment: Experiment, _ task: String) -> DataTable {
    let rows = experiment.evaluations.flatMap { evaluation -> [[DataTable.Cell]] in
      let own = evaluation.contributions.filter { $0.task == task }
      return experiment.clusterings.compactMap { clustering in
        let values = own.filter { $0.clustering == clustering }
        guard values.count == 3 else { return nil }
        return [
          DataTable.Cell(experiment.name(evaluation.run)),
          DataTable.Cell(clusteringName(clustering)),
          DataTable.Cell(values[0].value, digits: 3),
          DataTable.Cell(values[1].kept), DataTable.Cell(values[1].value, digits: 3),
          DataTable.Cell(values[2].kept), DataTable.Cell(values[2].value, digits: 3),
          DataTable.Cell(
            values[1].weight.isFinite && values[2].weight.isFinite
              ? "\(decimal(values[1].weight, 2)) and \(decimal(values[2].weight, 2))" : "–"),
        ]
      }
    }
    return DataTable(
      "What each feature set contributes to \(task): AMI, song level, when the model knows both, and "
        + "either alone",
      name: "contributions-\(slug(task))",
      [
        .text("Model"), .text("Clustering"), .number("both"), .text("first set"),
        .number("it alone"), .text("second set"), .number("it alone"), .text("weights learned"),
      ], rows: rows)
  }

  /// Clusters against codecs, sample rates and the like; empty where songs do not differ in any.
  private static func confounds(_ experiment: Experiment, _ task: String) -> DataTable {
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
    return DataTable(
      "AMI of the clusters with what songs have beside \(task), song level: where it is higher, "
        + "clusters are that instead",
      name: "confounds-\(slug(task))",
      [.text("Model"), .text("Clustering"), .number(task)]
        + properties.map { .number($0.split(separator: "_").joined(separator: " ")) },
      rows: rows.map { row in
        [
          DataTable.Cell(row.model), DataTable.Cell(row.clustering),
          DataTable.Cell(row.label, digits: 3),
        ]
          + properties.map { DataTable.Cell(row.values[$0] ?? .nan, digits: 3) }
      })
  }

  /// Loss against agreement, of all tasks; empty where there are too few models.
  private static func losses(_ experiment: Experiment) -> DataTable {
    DataTable(
      "Validation loss of the epoch that was kept, against the NMI of clips, mean over clusterings",
      name: "losses",
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
      })
  }
}

/// A text as a part of a file's name: small Latin letters, digits and hyphens.
func slug(_ text: String) -> String {
  let words = text.lowercased().unicodeScalars.split {
    !($0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil))
  }
  return words.isEmpty ? "task" : words.map { String($0) }.joined(separator: "-")
}
