import ArgumentParser
import AudioFeatures
import Configuration
import StageKit

/// The feature sets that a command line names; first among its options, so that `--print-config`
/// needs no others.
struct FeatureFileOptions: ParsableArguments {
  @Option(
    name: .customLong("configuration"),
    help: ArgumentHelp("The settings of a feature set, YAML; repeated for each.", valueName: "file")
  )
  var configurations: [String]
  @OptionGroup var variants: VariantOptions
  @Flag(help: "Print the complete settings, defaults included, and stop.")
  var printConfig = false

  func validate() throws {
    guard printConfig else { return }
    throw printed {
      try configurations.map { path in
        try configuration(reading: path, as: variants.names) { try FeatureSettings($0) }.yaml
      }.joined(separator: "---\n")
    }
  }
}
