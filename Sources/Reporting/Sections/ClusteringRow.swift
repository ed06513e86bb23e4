internal import Charts

/// One clustering of one model for one task, over all runs of the model.
struct ClusteringRow {
  let run: Experiment.Run
  let model: String
  let clustering: String
  /// Number of clusters: of all runs if they agree, else the least and the most.
  let k: String
  /// The scores of each run, in the reported part.
  let runs: [[Experiment.Score]]

  /// All scores.
  var scores: [Experiment.Score] { runs.flatMap(\.self) }

  /// Whether no run was told the label.
  var isValid: Bool { scores.allSatisfy(\.isValid) }

  /// The mean over runs; NaN where no run has it.
  func mean(_ metric: Metric, _ level: String) -> Double {
    let values = values(metric, level)
    return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }

  /// The standard deviation of the leading metric over runs; `nil` for a single run.
  func deviation(_ level: String) -> Double? {
    let values = values(.leading, level)
    guard values.count > 1 else { return nil }
    let centre = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// Bounds of the leading metric by songs drawn anew; `nil` where not known, or of several runs.
  func bounds(_ level: String) -> (low: Double, high: Double)? {
    guard let bounds = leading(level)?.bounds, bounds.low.isFinite, bounds.high.isFinite else {
      return nil
    }
    return bounds
  }

  /// How certain the leading metric is, for readers.
  func certainty(_ level: String) -> String {
    if let deviation = deviation(level) { return "± \(decimal(deviation, 3))" }
    return bounds(level).map { "\(decimal($0.low, 2)) to \(decimal($0.high, 2))" } ?? "–"
  }

  /// How likely the leading metric is by chance, for readers; `nil` where not known, or of several runs.
  func chance(_ level: String) -> String? {
    guard let p = leading(level)?.pValue, !p.value.isNaN else { return nil }
    return p.least > 0.05 ? "untestable" : probability(p.value)
  }

  private func leading(_ level: String) -> Experiment.Score? {
    guard runs.count == 1 else { return nil }
    return runs[0].first { $0.metric == Metric.leading.key && $0.level == level }
  }

  private func values(_ metric: Metric, _ level: String) -> [Double] {
    runs.compactMap { scores in
      scores.first { $0.metric == metric.key && $0.level == level }?.value
    }.filter(\.isFinite)
  }

  /// The clusterings of each model for a task, in the order of the artifacts.
  static func groups(_ experiment: Experiment, _ task: String) -> [[ClusteringRow]] {
    var runs: [[Experiment.Evaluation]] = []
    for evaluation in experiment.evaluations {
      if let last = runs.last?.first, last.run.name == evaluation.run.name {
        runs[runs.count - 1].append(evaluation)
      } else {
        runs.append([evaluation])
      }
    }
    return runs.map { siblings in
      experiment.clusterings.compactMap { clustering in
        let scores = siblings.map { evaluation in
          evaluation.scores.filter {
            $0.task == task && $0.clustering == clustering && $0.part == experiment.reportedPart
          }
        }.filter { !$0.isEmpty }
        guard let first = siblings.first, !scores.isEmpty else { return nil }
        let k = scores.compactMap { $0.first?.k }
        let (least, most) = (k.min() ?? 0, k.max() ?? 0)
        let suffix = scores.count > 1 ? " (\(counted(scores.count, "run")))" : ""
        return ClusteringRow(
          run: first.run, model: first.run.name + suffix,
          clustering: clusteringName(clustering),
          k: least == most ? grouped(least) : "\(grouped(least))–\(grouped(most))", runs: scores)
      }
    }
  }
}
