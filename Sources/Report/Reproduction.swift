import Artifacts
import Corpus
import Foundation
import Statistics

/// Published figures beside those of an experiment.
///
/// Ours is the mean over runs. Where a figure is the mean over clusterings, so is ours, and the
/// deviation is that over clusterings (divisor n), as in study A.
struct Reproduction {
  /// One published figure and ours, by clip and by song; `nil` where we have none.
  struct Pair {
    let published: PublishedFigure
    let clip: Figure?
    let song: Figure?
  }

  /// A figure of ours.
  struct Figure: Equatable {
    let value: Double
    let deviation: Double
    let runs: Int
    /// Whether it may be read: the model was not told the label.
    let isValid: Bool
  }

  let pairs: [Pair]

  init(of figures: [PublishedFigure], by folder: ExperimentFolder) throws {
    let runs = try Runs(folder, models: Set(figures.map(\.model)))
    pairs = figures.map { figure in
      Pair(
        published: figure, clip: runs.figure(like: figure, level: "clip"),
        song: runs.figure(like: figure, level: "song"))
    }
  }

  /// Names of published figures that nothing corresponds to.
  var missing: [String] {
    let lost = pairs.filter { $0.clip == nil && $0.song == nil }.map(\.published)
    return lost.map { "\($0.name) (\($0.task) \($0.metric))" }
  }

  /// Every figure in a row.
  var table: CSVTable {
    func cells(_ figure: Figure?) -> [String] {
      guard let figure else { return ["", "", "", ""] }
      return [
        "\(figure.value)", figure.deviation.isNaN ? "" : "\(figure.deviation)", "\(figure.runs)",
        figure.isValid ? "yes" : "no",
      ]
    }
    let ours = ["clip", "song"].flatMap { level in
      ["value", "sd", "runs", "valid"].map { "\(level)_\($0)" }
    }
    return CSVTable(
      header: ["model", "name", "task", "metric", "statistic", "published", "published_sd"] + ours,
      rows: pairs.map { pair in
        let figure = pair.published
        return [
          figure.model, figure.name, figure.task, figure.metric, figure.statistic,
          "\(figure.value)", figure.deviation.map { "\($0)" } ?? "",
        ] + cells(pair.clip) + cells(pair.song)
      })
  }
}

// MARK: - Pages

extension Reproduction {
  /// The tables in Markdown: one for each task and metric, the study's rows in its order.
  var page: String {
    var text = "# Published figures and ours\n"
    for (task, metric) in questions {
      let rows = pairs.filter { $0.published.task == task && $0.published.metric == metric }
      text += "\n## \(task.isEmpty ? metric : "\(metric), \(task)")\n\n"
      text += "| | of | published | here, by clip | here, by song |\n|---|---|---|---|---|\n"
      for row in rows {
        let figure = row.published
        text +=
          "| \(figure.name) | \(figure.statistic) | \(written(figure.value, figure.deviation)) "
          + "| \(written(row.clip)) | \(written(row.song)) |\n"
      }
      if rows.contains(where: { $0.clip?.isValid == false }) {
        text += "\n† not valid: the model was told this label.\n"
      }
      if plot(task: task, metric: metric) != nil {
        text += "\n![\(metric), \(task)](\(fileName(task: task, metric: metric)))\n"
      }
      if let correlation = correlation(task: task, metric: metric) { text += "\n\(correlation)\n" }
    }
    return text
  }

  /// The tasks and metrics there are, in the order of the file.
  var questions: [(task: String, metric: String)] {
    var found: [(task: String, metric: String)] = []
    for pair in pairs {
      let (task, metric) = (pair.published.task, pair.published.metric)
      if !found.contains(where: { $0 == (task, metric) }) { found.append((task, metric)) }
    }
    return found
  }

  /// How our validation losses go with a metric over models, as study A asks.
  private func correlation(task: String, metric: String) -> String? {
    guard metric == "nmi" else { return nil }
    let losses = pairs.filter { $0.published.metric == "validation loss" }
    let both = losses.compactMap { loss -> (Double, Double)? in
      let score = pairs.first {
        $0.published.model == loss.published.model && $0.published.task == task
          && $0.published.metric == metric
      }
      guard let x = loss.clip?.value, let y = score?.song?.value else { return nil }
      return (x, y)
    }
    guard both.count >= 3 else { return nil }
    let found = Correlation.pearson(both.map(\.0), both.map(\.1))
    return String(
      format: "Pearson's r of our validation losses and scores by song, over %d models: %.2f "
        + "(95 %% interval %.2f to %.2f).",
      both.count, found.coefficient, found.interval.low, found.interval.high)
  }

  private func written(_ figure: Figure?) -> String {
    guard let figure else { return "" }
    let deviation = figure.deviation.isNaN ? nil : figure.deviation
    return written(figure.value, deviation) + (figure.isValid ? "" : " †")
  }

  private func written(_ value: Double, _ deviation: Double?) -> String {
    if value == value.rounded(), abs(value) >= 1 { return "\(Int(value))" }
    let digits = String(format: "%.4f", value)
    return deviation.map { digits + String(format: " ± %.4f", $0) } ?? digits
  }
}
