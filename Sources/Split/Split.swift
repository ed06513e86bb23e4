import ArgumentParser
import Artifacts
public import DataSplit
public import StageKit

/// Splits songs into parts that cannot leak, and proves that nothing did.
@main struct Split: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-split",
    abstract: "Split songs into parts that cannot leak, and audit an experiment for leaks.",
    version: Provenance.program,
    subcommands: [Make.self, Explain.self, AuditCommand.self, Inflation.self])
}

extension SplitSettings: ConfigurationFile {}
