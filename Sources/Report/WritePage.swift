import ArgumentParser
import Artifacts
import Foundation
import Reporting
import StageKit

/// Writes the report of an experiment.
struct WritePage: Stage {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Write the report of an experiment: one HTML page that needs no network.",
    discussion: """
      Reads whatever the experiment's folder has; what it lacks, the page says. Beside the page come \
      the tables as CSV, JSON and LaTeX, the figures as SVG, and a listening test.
      """)

  @Option(help: ArgumentHelp("The experiment's folder of artifacts.", valueName: "folder"))
  var experiment: String
  @Option(help: ArgumentHelp("Where to write the page.", valueName: "index.html"))
  var output: String
  @Option(
    help: ArgumentHelp(
      "The folder of the audio: the page plays songs from there.", valueName: "folder"))
  var corpus: String?
  @OptionGroup var options: StageOptions

  func perform() throws {
    let folder = try ExperimentFolder(experiment)
    let report = Report(
      try Experiment(
        reading: folder, corpus: corpus.map { CorpusLocation($0, from: output) },
        on: options.console))
    try write(report.files, beside: output)
    try writeFile(report.html.utf8, to: output)
  }
}

/// Writes files into the folder of a page.
func write(_ files: [(name: String, text: String)], beside page: String) throws {
  let folder = URL(filePath: page).deletingLastPathComponent()
  for file in files {
    try writeFile(
      file.text.utf8, to: folder.appending(path: file.name).path(percentEncoded: false))
  }
}
