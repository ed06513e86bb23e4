import ArgumentParser
import Artifacts

/// Writes what an experiment has found, and compares it with what was published.
@main struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-report",
    abstract: "Write what an experiment has found.",
    version: Provenance.program,
    subcommands: [WritePage.self, Reproduce.self, Rank.self],
    defaultSubcommand: WritePage.self)
}
