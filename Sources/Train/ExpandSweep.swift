import ArgumentParser
import Artifacts
import Autoencoders
import Configuration
import Foundation
import StageKit

/// Writes the model files that a sweep stands for.
struct ExpandSweep: Stage {
  static let configuration = CommandConfiguration(
    commandName: "expand",
    abstract: "Write the model files that a sweep stands for.",
    discussion: """
      The base model lies beside the sweep. What was written before and is the same stays as it is; \
      other model files there are removed.
      """)

  @OptionGroup var sweep: ConfigurationOptions<SweepSettings>
  @Option(
    help: ArgumentHelp(
      "How models are scored: a copy that looks at validation songs alone goes with them.",
      valueName: "evaluation.yaml"))
  var evaluation: String
  @Option(
    help: ArgumentHelp(
      "Where models/F/….yaml and evaluation.yaml go; F is the folder that the sweep is in.",
      valueName: "folder"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let settings = try sweep.load().settings
    let (variants, own) = (sweep.variants.names, URL(filePath: sweep.configuration))
    let base = own.deletingLastPathComponent().appending(path: "\(settings.base).yaml")
    let root = URL(filePath: output, directoryHint: .isDirectory)
    let models = root.appending(
      path: "models/\(own.deletingLastPathComponent().lastPathComponent)")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    try update(
      root.appending(path: "evaluation.yaml"),
      to: try Configuration.configuration(
        changing: evaluation, as: variants,
        [("evaluated", "[validation]"), ("measured_in", "null")]))
    var wanted: Set<String> = []
    let points = settings.points
    let measure = points.prefix(settings.medianOf ?? 0).map {
      "\(models.lastPathComponent)/\($0.name)"
    }
    for (index, (name, changes)) in points.enumerated() {
      let isMeasured = settings.medianOf.map { index >= $0 } ?? false
      let yaml = try Configuration.configuration(
        changing: base.path(percentEncoded: false), as: variants,
        changes
          + (isMeasured ? [("median_of", "[\(measure.joined(separator: ", "))]")] : []))
      // Says what is wrong before anything is trained.
      _ = try Configuration.configuration(
        parsing: yaml, name: "\(name) of \(sweep.configuration)"
      ) { try ModelSettings($0) }
      wanted.insert("\(name).yaml")
      try update(models.appending(path: "\(name).yaml"), to: yaml)
    }
    let there = try FileManager.default.contentsOfDirectory(
      atPath: models.path(percentEncoded: false))
    for file in there where file.hasSuffix(".yaml") && !wanted.contains(file) {
      try FileManager.default.removeItem(at: models.appending(path: file))
    }
    options.console.say("\(output): \(wanted.count) variations of \(settings.base)")
  }

  /// Writes a file unless it is so already: make goes by times.
  private func update(_ file: URL, to text: String) throws {
    let path = file.path(percentEncoded: false)
    guard FileManager.default.contents(atPath: path) != Data(text.utf8) else { return }
    try writeFile(text.utf8, to: path)
  }
}
