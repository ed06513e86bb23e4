internal import Charts

/// What the leakage audit looked at and found.
struct AuditSection {
  let isMissing: Bool
  let verdict: Markup
  let checks: DataTable
  let findings: DataTable
  let leakage: LeakageSection

  init(_ experiment: Experiment) {
    leakage = LeakageSection(experiment)
    guard let audit = experiment.audit else {
      (isMissing, verdict) = (true, "")
      (checks, findings) = (AuditSection.checks([], []), AuditSection.findings([]))
      return
    }
    isMissing = false
    verdict = audit.badge.html
    checks = AuditSection.checks(audit.checks, audit.findings)
    findings = AuditSection.findings(audit.findings)
  }

  private static func checks(
    _ checks: [Experiment.Audit.Check], _ findings: [Experiment.Audit.Finding]
  ) -> DataTable {
    DataTable(
      "Checks", name: "audit",
      [
        .text("Check"), .prose("What it looks for"), .text("Result"), .text("A finding is"),
        .number("Examined"),
      ],
      rows: checks.map { check in
        [
          .code(check.code), DataTable.Cell(check.title), .badge(badge(check, findings)),
          DataTable.Cell(check.severity), DataTable.Cell(check.examined),
        ]
      })
  }

  private static func findings(_ findings: [Experiment.Audit.Finding]) -> DataTable {
    DataTable(
      "Findings",
      [
        .text("Check"), .text("Severity"), .prose("Finding"), .prose("Objects"),
        .prose("Remedy, or why it may stand"),
      ],
      rows: findings.prefix(DataSection.mostRows).map { finding in
        [
          .code(finding.code), .badge(Badge(finding.severity, kind(finding.severity))),
          DataTable.Cell(finding.message), DataTable.Cell(finding.objects),
          DataTable.Cell(finding.remedy),
        ]
      })
  }

  private static func badge(
    _ check: Experiment.Audit.Check, _ findings: [Experiment.Audit.Finding]
  ) -> Badge {
    let own = findings.filter { $0.code == check.code }.map(\.severity)
    for severity in ["error", "warning", "note"] where own.contains(severity) {
      return Badge(check.result, kind(severity))
    }
    return Badge(check.result, check.result.hasPrefix("not") ? .neutral : .good)
  }

  private static func kind(_ severity: String) -> Badge.Kind {
    switch severity {
    case "error": .bad
    case "warning": .caution
    default: .neutral
    }
  }
}
