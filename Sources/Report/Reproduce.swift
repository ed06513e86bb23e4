import ArgumentParser
import Artifacts
import Corpus
import Foundation
import StageKit

/// Writes the tables of a study with our figures beside those that it published.
struct Reproduce: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Write a study's own tables, published figures beside ours.",
    discussion: """
      Writes reproduction.csv, every published figure in a row, reproduction.md, the tables for \
      people, and a plot of each table of scores, into a folder.
      """)

  @Option(help: ArgumentHelp("The experiment's folder of artifacts.", valueName: "folder"))
  var experiment: String
  @Option(
    help: ArgumentHelp(
      "What was published: model, name, task, metric, statistic, value and sd.",
      valueName: "published.csv"))
  var published: String
  @Option(help: ArgumentHelp("Where the tables go.", valueName: "folder"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let figures = try PublishedFigure.all(in: published)
    let reproduction = try Reproduction(of: figures, by: ExperimentFolder(experiment))
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let pages = [
      ("reproduction.csv", reproduction.table.text), ("reproduction.md", reproduction.page),
    ]
    for (name, text) in pages + reproduction.figures {
      try writeFile(text.utf8, to: folder.appending(path: name).path(percentEncoded: false))
    }
    options.console.say("\(output)/reproduction.md compares \(figures.count) figures")
    let missing = reproduction.missing
    if !missing.isEmpty {
      options.console.warn("nothing here corresponds to \(missing.joined(separator: ", "))")
    }
  }
}
