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
///
/// None is forced to disk by itself: there are hundreds, which would take a minute on a busy disk. The page is
/// written after them, and is what make looks at.
func write(_ files: [(name: String, text: String)], beside page: String) throws {
  let folder = URL(filePath: page).deletingLastPathComponent()
  for file in files {
    let url = folder.appending(path: file.name)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.text.utf8).write(to: url, options: .atomic)
    } catch {
      throw ArtifactError(writing: url.path(percentEncoded: false), error)
    }
  }
}
