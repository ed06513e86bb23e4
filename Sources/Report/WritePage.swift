import ArgumentParser
import Artifacts
import Foundation
import Reporting
import StageKit

/// Writes the report of an experiment.
struct WritePage: Stage {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Write what an experiment has found: one HTML page that needs no network, and CSV.",
    discussion: """
      Reads whatever the experiment's folder has; what it lacks, the page says. The tables are \
      written beside the page.
      """)

  @Option(help: ArgumentHelp("The experiment's folder of artifacts.", valueName: "folder"))
  var experiment: String
  @Option(help: ArgumentHelp("Where to write the page.", valueName: "index.html"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let folder = try ExperimentFolder(experiment)
    let report = Report(try Experiment(reading: folder, on: options.console))
    let beside = URL(filePath: output).deletingLastPathComponent()
    for table in report.tables {
      try writeFile(
        table.text.utf8, to: beside.appending(path: table.name).path(percentEncoded: false))
    }
    try writeFile(report.html.utf8, to: output)
  }
}
