import Charts

extension Reproduction {
  /// The published scores of a task and metric, ours beside them; `nil` for what is no score within
  /// −1 … 1, which has no scale to draw it on.
  func plot(task: String, metric: String) -> DotPlot? {
    let rows = pairs.filter { $0.published.task == task && $0.published.metric == metric }
      .map { pair in
        DotPlot.Row(
          "\(pair.published.name), \(pair.published.statistic)",
          [pair.published.value, pair.clip?.value ?? .nan, pair.song?.value ?? .nan])
      }
    guard !task.isEmpty, rows.allSatisfy({ $0.values.allSatisfy { !(abs($0) > 1) } }) else {
      return nil
    }
    return DotPlot(
      title: "Published and ours: \(metric), \(task)", label: metric,
      series: ["published", "here, by clip", "here, by song"], rows: rows)
  }

  /// The name of a plot's file.
  func fileName(task: String, metric: String) -> String {
    let name = "\(metric)-\(task)".map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" }
    return String(name) + ".svg"
  }

  /// Every plot, as a file of its own.
  var figures: [(name: String, svg: String)] {
    questions.compactMap { task, metric in
      plot(task: task, metric: metric).map {
        (fileName(task: task, metric: metric), $0.drawing.file(legend: $0.legend))
      }
    }
  }
}
