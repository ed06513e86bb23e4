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

  @Option(
    name: .customLong("configuration"),
    help: ArgumentHelp("The settings of a feature set, YAML; repeated for each.", valueName: "file")
  )
  var configurations: [String]
  @Option(help: ArgumentHelp("The shard's decoded audio, from ingest.", valueName: "file"))
  var audio: String
  @Option(
    name: .customLong("output"),
    help: ArgumentHelp("Where to write a set, in the order of the settings.", valueName: "file"))
  var outputs: [String]
  @OptionGroup var variants: VariantOptions
  @Flag(help: "Print the complete settings, defaults included, and stop.")
  var printConfig = false
  @OptionGroup var options: StageOptions

  func validate() throws {
    guard configurations.count == outputs.count else {
      throw ValidationError("Each --configuration needs an --output.")
    }
    guard Set(outputs).count == outputs.count else {
      throw ValidationError("Two sets cannot have the same --output.")
    }
  }

  func perform() throws {
    var files: [FeatureFile] = []
    for (path, output) in zip(configurations, outputs) {
      files.append(try FeatureFile(path, as: variants.names, output: output))
    }
    guard !printConfig else {
      print(files.map(\.yaml).joined(separator: "---\n"), terminator: "")
      return
    }
    let sampleRate = Double(try AudioArtifact(reading: audio).sampleRate)
    var sets: [FeatureSet] = []
    for file in files { sets.append(try FeatureSet(file, audio: audio, sampleRate: sampleRate)) }
    for group in sharing(sets) {
      try extract(group, from: audio, threads: options.threadCount, console: options.console)
    }
  }
}
