import ArgumentParser
import Artifacts
import ClusterMetrics
import Corpus
import Foundation
import StageKit
import Statistics

/// Orders the models of an experiment by one score.
struct Rank: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Order models by one score, with how sure their differences are.",
    discussion: """
      The default asks nothing of labels: how far apart clusters lie, by clip. Scores that are not \
      valid are passed over. Silhouettes compare models only where their spaces are alike, as in a \
      sweep.
      """)

  @Option(help: ArgumentHelp("The experiment's folder of artifacts.", valueName: "folder"))
  var experiment: String
  @Option(help: "Which score.")
  var metric = "silhouette"
  @Option(help: ArgumentHelp("Of which task. (default: the mean over all)", valueName: "name"))
  var task: String?
  @Option(help: "By clip, song, song mean or covered clip.")
  var level = "clip"
  @Option(
    help: ArgumentHelp(
      "The model that others are compared with. (default: the best)", valueName: "F/M"))
  var against: String?
  @Option(help: ArgumentHelp("Where to write the table.", valueName: "ranking.csv"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let runs = try Runs(ExperimentFolder(experiment))
    let values = runs.values(of: metric, task: task, level: level)
    guard !values.isEmpty else {
      throw StageFailure(
        .badData,
        "\(experiment) has no valid score \(metric)\(task.map { " of \($0)" } ?? "") by \(level); "
          + "it has \(runs.metrics.joined(separator: ", "))")
    }
    if let against, values[against] == nil {
      throw StageFailure(.usage, "there is no \(against) among \(values.keys.sorted())")
    }
    let ranking = Ranking(
      of: values, against: against,
      largerIsBetter: InternalMetric(rawValue: metric)?.largerIsBetter ?? true)
    try writeFile(ranking.table.text.utf8, to: output)
    for row in ranking.rows {
      let behind = row.behind.map {
        String(
          format: ", %+.4f (%.4f to %.4f, p %.2g) from ", -$0.mean, -$0.interval.high,
          -$0.interval.low, row.pValue) + ranking.reference
      }
      options.console.say(
        row.model + String(format: ": %.4f in %d runs", row.mean.mean, row.mean.test.count)
          + (behind ?? ""))
    }
  }
}

extension Ranking {
  /// One row a model.
  fileprivate var table: CSVTable {
    func cell(_ value: Double?) -> String { value.map { $0.isFinite ? "\($0)" : "" } ?? "" }
    return CSVTable(
      header: [
        "model", "runs", "mean", "low", "high", "behind", "behind_low", "behind_high", "p_value",
      ],
      rows: rows.map {
        [
          $0.model, "\($0.mean.test.count)", cell($0.mean.mean), cell($0.mean.interval.low),
          cell($0.mean.interval.high), cell($0.behind?.mean), cell($0.behind?.interval.low),
          cell($0.behind?.interval.high), cell($0.pValue),
        ]
      })
  }
}
