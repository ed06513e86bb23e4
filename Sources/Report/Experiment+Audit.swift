import Artifacts
import Reporting

extension Experiment.Audit {
  /// Reads the audit's checks and findings.
  init(reading path: String) throws {
    let artifact = try AuditArtifact(reading: path)
    self.init(
      checks: artifact.checks.map { check in
        let own = artifact.findings.filter { $0.code == check.code }
        return Check(
          code: check.code, title: check.title, severity: check.severity.rawValue,
          result: own.contains { $0.severity == .error }
            ? "failed"
            : !own.isEmpty ? "warning" : check.examined == 0 ? "nothing to examine" : "passed",
          examined: check.examined)
      },
      findings: artifact.findings.map {
        Finding(
          code: $0.code, severity: $0.severity.rawValue, message: $0.message,
          objects: $0.objects.joined(separator: ", "), remedy: $0.remedy)
      })
  }
}
