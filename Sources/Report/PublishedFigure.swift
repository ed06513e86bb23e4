import Corpus
import StageKit

/// A figure that a study published.
struct PublishedFigure {
  /// The model of ours that it is of, "F/M".
  let model: String
  /// What the study calls it.
  let name: String
  /// What clusters are compared with; empty for figures of training.
  let task: String
  /// What was measured: a metric of scores, "validation loss" or "epochs".
  let metric: String
  /// Of which clustering, "mean" over all of them, or "value" for figures of training.
  let statistic: String
  let value: Double
  /// Standard deviation over clusterings, where it was published.
  let deviation: Double?

  /// Reads a table of them.
  ///
  /// - Throws: A ``StageFailure`` that names file and line.
  static func all(in path: String) throws -> [PublishedFigure] {
    let table = try CSVTable(reading: path)
    let names = ["model", "name", "task", "metric", "statistic", "value", "sd"]
    let places = names.compactMap(table.column)
    guard places.count == names.count else {
      throw StageFailure(
        .badData, "\(path) must have the columns \(names.joined(separator: ", "))")
    }
    return try zip(table.lines, table.rows).map { line, row in
      let cells = places.map { row[$0] }
      guard let value = Double(cells[5]), cells[6].isEmpty || Double(cells[6]) != nil else {
        throw StageFailure(
          .badData, "\(path), line \(line): value and sd must be numbers, sd may be empty")
      }
      return PublishedFigure(
        model: cells[0], name: cells[1], task: cells[2], metric: cells[3], statistic: cells[4],
        value: value, deviation: Double(cells[6]))
    }
  }
}
