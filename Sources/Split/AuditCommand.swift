import ArgumentParser
import LeakageAudit
import StageKit

/// Audits an experiment.
struct AuditCommand: Stage {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Look for leaks in everything that an experiment has made.",
    discussion: "The exit status is 2 when a finding is an error, and audit.json says the same.")

  @Option(help: ArgumentHelp("The experiment's folder of artifacts.", valueName: "folder"))
  var experiment: String
  @Option(
    help: ArgumentHelp(
      "The experiment's folder of YAML files: compares settings, and says which findings are accepted.",
      valueName: "folder"))
  var configurations: String?
  @OptionGroup var variants: VariantOptions
  @Option(help: "Where to write audit.h5; audit.json goes beside it.")
  var output: String
  @Flag(help: "Fit statistics to the training songs again, and compare; reads all features.")
  var deep = false
  @OptionGroup var options: StageOptions

  func perform() throws {
    let audit = try Audit(
      experiment: experiment, configurations: configurations, as: variants.names,
      output: output, isDeep: deep, threads: options.threadCount)
    try audit.write(to: output)
    for line in audit.summary { options.console.say(line) }
    if let failure = audit.artifact.failure { throw StageFailure(.leakage, failure) }
  }
}
