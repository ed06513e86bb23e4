import ArgumentParser
import Artifacts

/// Tells people what an experiment has found.
@main struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-report",
    abstract: "Tell people what an experiment has found.",
    version: Provenance.program,
    subcommands: [
      WritePage.self, CompareExperiments.self, WritePlaylists.self, Reproduce.self, Rank.self,
    ],
    defaultSubcommand: WritePage.self)
}
