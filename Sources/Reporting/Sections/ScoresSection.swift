/// How the clusters agree with labels, and how well they are apart in their own spaces.
struct ScoresSection {
  struct Task {
    let name: String
    let external: Markup
    let spaces: Markup
    let comparison: ComparisonTables
    let contributions: Markup
  }

  let isMissing: Bool
  let part: String
  let otherParts: String?
  let tasks: [Task]
  let losses: Markup

  init(_ experiment: Experiment) {
    isMissing = experiment.tasks.isEmpty
    let shown = experiment.reportedPart
    part = partName(shown)
    let others = Set(experiment.evaluations.flatMap { $0.scores.map(\.part) }).subtracting([shown])
    otherParts = others.isEmpty ? nil : others.sorted().joined(separator: ", ")
    tasks = experiment.tasks.map { task in
      let rows = ScoresSection.rows(experiment, task)
      return Task(
        name: task, external: ScoresSection.external(rows, task),
        spaces: ScoresSection.spaces(rows, task), comparison: ComparisonTables(experiment, task),
        contributions: ScoresSection.contributions(experiment, task))
    }
    losses = ComparisonTables.losses(experiment)
  }

  /// One clustering of one model, with its figures.
  private struct Row {
    let model: String
    let clustering: String
    let k: Int
    let scores: [Experiment.Score]

    func score(_ metric: Metric, _ level: String) -> Experiment.Score? {
      scores.first { $0.metric == metric.key && $0.level == level }
    }
  }

  private static func rows(_ experiment: Experiment, _ task: String) -> [[Row]] {
    experiment.evaluations.map { evaluation in
      let scores = evaluation.scores.filter {
        $0.task == task && $0.part == experiment.reportedPart
      }
      return experiment.clusterings.compactMap { clustering in
        let own = scores.filter { $0.clustering == clustering }
        return own.first.map {
          Row(
            model: experiment.name(evaluation.run), clustering: clusteringName(clustering), k: $0.k,
            scores: own)
        }
      }
    }
  }

  private static func external(_ groups: [[Row]], _ task: String) -> Markup {
    let rows = groups.joined()
    let scores = rows.flatMap(\.scores)
    let metrics = Metric.occurring(in: scores).filter { !$0.isInternal }
    guard !metrics.isEmpty else { return "" }
    let levels = ["song", "clip"].filter { level in scores.contains { $0.level == level } }
    let shown = levels.flatMap { level in metrics.map { (level: level, metric: $0) } }
    // Few clusters favour completeness, many favour homogeneity and purity: none of them ranks.
    let highest = shown.map { column -> Double? in
      guard column.metric.isBalanced else { return nil }
      return rows.compactMap { $0.score(column.metric, column.level) }
        .filter { $0.isValid && $0.value.isFinite }.map(\.value).max()
    }
    let isTested = scores.contains { !$0.pValue.value.isNaN }
    let invalid =
      scores.allSatisfy(\.isValid) ? "" : "; †: not valid, the model was told this label"
    return DataTable(
      "Agreement of the clusters with \(task); bold: the highest NMI, ARI, AMI and V-measure\(invalid)",
      [.text("Model"), .text("Clustering"), .number("k")]
        + shown.map { column in
          .number(
            column.metric.name,
            under: heading(column.level, scores.filter { $0.level == column.level }.map(\.count)))
        }
        + (isTested ? levels.prefix(1).map { .number("p of AMI", under: "by chance, \($0)") } : []),
      groups: groups.map { group in
        group.map { row in
          [DataTable.Cell(row.model), DataTable.Cell(row.clustering), DataTable.Cell(row.k)]
            + zip(shown, highest).map { column, highest in
              let score = row.score(column.metric, column.level)
              let (value, isValid) = (score?.value ?? .nan, score?.isValid ?? true)
              guard isValid else {
                return DataTable.Cell(decimal(value, column.metric.digits) + " †")
              }
              return DataTable.Cell(
                value, digits: column.metric.digits, share: value, isBest: value == highest)
            }
            + (isTested ? levels.prefix(1).map { chance(row.score(.leading, $0)) } : [])
        }
      }
    ).html
  }

  /// What models of two feature sets make of each alone.
  private static func contributions(_ experiment: Experiment, _ task: String) -> Markup {
    let rows = experiment.evaluations.flatMap { evaluation -> [[DataTable.Cell]] in
      let own = evaluation.contributions.filter { $0.task == task }
      return experiment.clusterings.compactMap { clustering in
        let values = own.filter { $0.clustering == clustering }
        guard values.count == 3 else { return nil }
        return [
          DataTable.Cell(experiment.name(evaluation.run)),
          DataTable.Cell(clusteringName(clustering)),
          DataTable.Cell(values[0].value, digits: 3),
          DataTable.Cell("\(values[1].kept): \(decimal(values[1].value, 3))"),
          DataTable.Cell("\(values[2].kept): \(decimal(values[2].value, 3))"),
        ]
      }
    }
    guard !rows.isEmpty else { return "" }
    return DataTable(
      "What each feature set contributes to \(task): AMI by song when the model knows both, or one alone",
      [
        .text("Model"), .text("Clustering"), .number("Both"), .number("First set alone"),
        .number("Second set alone"),
      ], rows: rows
    ).html
  }

  /// How likely a score is by chance.
  private static func chance(_ score: Experiment.Score?) -> DataTable.Cell {
    guard let p = score?.pValue, !p.value.isNaN else { return "" }
    return p.least > 0.05 ? "untestable" : DataTable.Cell(probability(p.value))
  }

  private static func heading(_ level: String, _ counts: [Int]) -> String {
    guard let least = counts.min(), let most = counts.max() else { return level }
    return least == most
      ? "\(level) level (n = \(grouped(least)))"
      : "\(level) level (n = \(grouped(least))–\(grouped(most)))"
  }

  private static func spaces(_ groups: [[Row]], _ task: String) -> Markup {
    let scores = groups.joined().flatMap(\.scores)
    let metrics = Metric.occurring(in: scores).filter(\.isInternal)
    let levels = ["clip", "song"].filter { level in
      scores.contains { score in
        score.level == level && metrics.contains { $0.key == score.metric }
      }
    }
    guard !metrics.isEmpty else { return "" }
    let shown = levels.flatMap { level in metrics.map { (level: level, metric: $0) } }
    return DataTable(
      "Separation of the clusters for \(task): comparable within one space (between two rules) only",
      [.text("Model"), .text("Clustering"), .number("k"), .text("Space")]
        + shown.map { .number($0.metric.name, under: "\($0.level) level") },
      groups: groups.map { group in
        group.map { row in
          let space = row.scores.first { !$0.space.isEmpty }?.space ?? ""
          return [
            DataTable.Cell(row.model), DataTable.Cell(row.clustering), DataTable.Cell(row.k),
            DataTable.Cell(space),
          ]
            + shown.map { column in
              DataTable.Cell(
                row.score(column.metric, column.level)?.value ?? .nan, digits: column.metric.digits)
            }
        }
      }
    ).html
  }
}
