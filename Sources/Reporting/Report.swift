/// A report: one HTML file that needs no network, and its tables as CSV.
public struct Report: Sendable {
  /// The page.
  public let html: String
  /// The tables: file names and contents.
  public let tables: [(name: String, text: String)]

  /// Writes the report of an experiment. The same experiment gives the same bytes.
  ///
  /// - Parameter experiment: What is known; sections without anything to tell say what to run.
  public init(_ experiment: Experiment) {
    html = Page(experiment).html.text
    tables = [
      ("songs.csv", songsTable(experiment)), ("counts.csv", countsTable(experiment)),
      ("quarantine.csv", quarantineTable(experiment)), ("scores.csv", scoresTable(experiment)),
      ("confusion.csv", confusionTable(experiment)), ("training.csv", trainingTable(experiment)),
      ("comparisons.csv", comparisonsTable(experiment)),
      ("confounds.csv", confoundsTable(experiment)),
    ]
  }
}
