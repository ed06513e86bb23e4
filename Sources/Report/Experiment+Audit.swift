import Artifacts
import Reporting

extension Experiment.Audit {
  /// Reads the audit's checks and findings.
  init(reading path: String) throws {
    let artifact = try AuditArtifact(reading: path)
    self.init(
      checks: artifact.checks.map { check in
        let all = artifact.findings.filter { $0.code == check.code }
        let own = all.filter(\.accepted.isEmpty)
        return Check(
          code: check.code, title: check.title, severity: check.severity.rawValue,
          result: own.contains { $0.severity == .error }
            ? "failed"
            : !own.isEmpty
              ? "warning"
              : !all.isEmpty ? "accepted" : check.examined == 0 ? "nothing to examine" : "passed",
          examined: check.examined)
      },
      findings: artifact.findings.map {
        Finding(
          code: $0.code, severity: $0.accepted.isEmpty ? $0.severity.rawValue : "accepted",
          message: $0.message, objects: $0.objects.joined(separator: ", "),
          remedy: $0.accepted.isEmpty ? $0.remedy : $0.accepted)
      })
  }
}

extension Experiment.Inflation {
  /// Reads what a leakage study found.
  static func all(reading path: String) throws -> [Experiment.Inflation] {
    let table = try LeakageArtifact(reading: path).inflation
    let (splits, models) = (try table.texts("split"), try table.texts("model"))
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, metrics) = (try table.texts("level"), try table.texts("metric"))
    let (fair, other) = (try table.reals("by_song"), try table.reals("by_this_split"))
    let (low, high) = (try table.reals("low"), try table.reals("high"))
    let runs = try table.integers("runs")
    return splits.indices.map {
      Experiment.Inflation(
        split: splits[$0], model: models[$0], task: tasks[$0], clustering: clusterings[$0],
        level: levels[$0], metric: metrics[$0], runs: runs[$0], fair: fair[$0], other: other[$0],
        low: low[$0], high: high[$0])
    }
  }
}
