import ArgumentParser
import Artifacts
import Reporting
import StageKit

/// Sets two experiments side by side.
struct CompareExperiments: Stage {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Set two experiments side by side.",
    discussion: "Models are compared on the songs that both experiments have scored.")

  @Option(help: ArgumentHelp("One experiment's folder of artifacts.", valueName: "folder"))
  var a: String
  @Option(help: ArgumentHelp("The other's.", valueName: "folder"))
  var b: String
  @Option(help: ArgumentHelp("Where to write the page.", valueName: "index.html"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let (a, b) = (
      try Experiment(reading: ExperimentFolder(a), on: options.console),
      try Experiment(reading: ExperimentFolder(b), on: options.console)
    )
    let report = ComparisonReport(a, b, joined: Experiment(joining: a, b))
    try write(report.files, beside: output)
    try writeFile(report.html.utf8, to: output)
  }
}

extension Experiment {
  /// The models of two experiments as if they were of one, compared on the songs that all have been scored
  /// on; their feature sets are called A: … and B: ….
  init(joining a: Experiment, _ b: Experiment) {
    self.init(name: "\(a.name) and \(b.name)")
    labels = a.labels
    for (letter, experiment) in [("A", a), ("B", b)] {
      evaluations += experiment.evaluations.map { evaluation in
        var own = evaluation
        own.run.features = "\(letter): \(own.run.features)"
        return own
      }
    }
    compare()
  }
}
