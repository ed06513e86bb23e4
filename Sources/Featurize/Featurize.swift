import ArgumentParser
import Artifacts

/// Computes what models and clusterings see of a song.
@main struct Featurize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-featurize",
    abstract: "Compute the features of songs, clip by clip.",
    version: Provenance.program,
    subcommands: [Extract.self, Gather.self])
}
