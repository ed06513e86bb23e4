/// What the leakage audit looked at and found.
struct AuditSection {
  let isMissing: Bool
  let verdict: Markup
  let checks: Markup
  let findings: Markup
  let leakage: LeakageSection

  init(_ experiment: Experiment) {
    leakage = LeakageSection(experiment)
    guard let audit = experiment.audit else {
      (isMissing, verdict, checks, findings) = (true, "", "", "")
      return
    }
    isMissing = false
    verdict = audit.badge.html
    checks =
      DataTable(
        "Checks",
        [
          .text("Check"), .prose("What it looks for"), .text("Result"), .text("A finding is"),
          .number("Examined"),
        ],
        rows: audit.checks.map { check in
          [
            .code(check.code), DataTable.Cell(check.title),
            .badge(AuditSection.badge(check, audit.findings)), DataTable.Cell(check.severity),
            DataTable.Cell(check.examined),
          ]
        }
      ).html
    findings =
      audit.findings.isEmpty
      ? ""
      : DataTable(
        "Findings",
        [
          .text("Check"), .text("Severity"), .prose("Finding"), .prose("Objects"),
          .prose("Remedy, or why it may stand"),
        ],
        rows: audit.findings.prefix(DataSection.mostRows).map { finding in
          [
            .code(finding.code),
            .badge(Badge(finding.severity, AuditSection.kind(finding.severity))),
            DataTable.Cell(finding.message), DataTable.Cell(finding.objects),
            DataTable.Cell(finding.remedy),
          ]
        }
      ).html
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
