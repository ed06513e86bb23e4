import ArgumentParser
import Artifacts
public import Autoencoders
public import StageKit

/// Fits models to the training songs, and uses them.
@main struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-train",
    abstract: "Fit a model to the training songs, and use it.",
    version: Provenance.program,
    subcommands: [FitModel.self, EncodeFeatures.self, ExportModel.self, ExpandSweep.self],
    defaultSubcommand: FitModel.self)
}

extension ModelSettings: ConfigurationFile {}
extension SweepSettings: ConfigurationFile {}
