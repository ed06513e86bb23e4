import ArgumentParser
import Artifacts
import LeakageAudit
import StageKit

/// Says again what an audit found.
struct Verdict: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Print what an audit found, and exit with its verdict: 0 or 2.")

  @Argument(help: ArgumentHelp("An audit.", valueName: "audit.h5"))
  var audit: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let audit = try AuditArtifact(reading: audit)
    for line in audit.summary { options.console.say(line) }
    if let failure = audit.failure { throw StageFailure(.leakage, failure) }
  }
}
