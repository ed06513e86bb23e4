import ArgumentParser
import Artifacts

/// Fits models to the training songs.
@main struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-train",
    abstract: "Fit a model to the training songs.",
    version: Provenance.program,
    subcommands: [FitModel.self], defaultSubcommand: FitModel.self)
}
