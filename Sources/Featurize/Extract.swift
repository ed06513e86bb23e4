import ArgumentParser
import Artifacts
import Configuration
import StageKit

/// Computes feature sets of one shard.
struct Extract: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Compute one or more feature sets of one shard of songs.",
    discussion: """
      Sets that cut songs into the same clips and clips into the same frames share what they are
      computed from. Each set is what it is alone.

      Example:
        cantus-featurize extract --audio audio/000.h5 \\
          --configuration features/mel.yaml --output features/mel/000.h5 \\
          --configuration features/mfcc.yaml --output features/mfcc/000.h5
      """)

  @OptionGroup var settings: FeatureFileOptions
  @Option(help: ArgumentHelp("The shard's decoded audio, from ingest.", valueName: "file"))
  var audio: String
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("Where to write a set, in the order of the settings.", valueName: "file"))
  var outputs: [String]
  @OptionGroup var options: StageOptions

  func validate() throws {
    guard settings.configurations.count == outputs.count else {
      throw ValidationError("Each --configuration needs an --output.")
    }
    guard Set(outputs).count == outputs.count else {
      throw ValidationError("Two sets cannot have the same --output.")
    }
  }

  func perform() throws {
    for group in sharing(try sets()) {
      try extract(group, from: audio, threads: options.threadCount, console: options.console)
    }
  }

  /// The sets that are asked for, ready for the shard.
  func sets() throws -> [FeatureSet] {
    var files: [FeatureFile] = []
    for (path, output) in zip(settings.configurations, outputs) {
      files.append(try FeatureFile(path, as: settings.variants.names, output: output))
    }
    let provenances = try files.map {
      try Provenance(
        of: $0.output, configuration: $0.yaml, inputs: [audio], brought: $0.broughtFiles)
    }
    let sampleRate = Double(try AudioArtifact(reading: audio).sampleRate)
    var sets: [FeatureSet] = []
    for (file, provenance) in zip(files, provenances) {
      sets.append(try FeatureSet(file, provenance, sampleRate: sampleRate))
    }
    return sets
  }
}
