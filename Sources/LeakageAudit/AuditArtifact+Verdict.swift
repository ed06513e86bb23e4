public import Artifacts

extension AuditArtifact {
  /// Whether no finding is an error that nobody answers for.
  public var passes: Bool { errors.isEmpty }

  /// What people read on the terminal: each check, each finding with its remedy, and the verdict.
  public var summary: [String] {
    var lines = checks.map { check in
      let result = result(of: check)
      return "\(check.code)  \(check.title): "
        + (result == "pass" ? "none among \(check.examined)" : result)
    }
    for finding in findings {
      let state = finding.accepted.isEmpty ? finding.severity.rawValue : "accepted"
      lines.append("\(state) \(finding.code): \(finding.message)")
      lines.append("    \(shortened(finding.objects))")
      lines.append("    \(finding.accepted.isEmpty ? finding.remedy : finding.accepted)")
    }
    let warnings = findings.count { $0.severity == .warning && $0.accepted.isEmpty }
    let accepted = findings.count { !$0.accepted.isEmpty }
    lines.append(
      """
      The audit \(passes ? "passed" : "failed"): \(counted(errors.count, "error")), \
      \(counted(warnings, "warning"))\(accepted > 0 ? ", \(accepted) accepted" : "").
      """)
    return lines
  }

  /// Why the audit does not pass, in a few sentences that name what is at fault; `nil` when it does.
  public var failure: String? {
    guard !passes else { return nil }
    let first = errors.prefix(5).map { "\($0.code): \($0.message) [\(shortened($0.objects))]" }
      .joined(separator: " ")
    let rest = errors.count > 5 ? " And \(errors.count - 5) more." : ""
    return "the audit failed. \(first)\(rest)"
  }

  /// The outcome of one check: pass, warning, error, accepted, or nothing to examine.
  func result(of check: Check) -> String {
    let all = findings.filter { $0.code == check.code }
    let found = all.filter(\.accepted.isEmpty)
    if found.isEmpty, !all.isEmpty { return "accepted" }
    if found.contains(where: { $0.severity == .error }) { return "error" }
    if !found.isEmpty { return "warning" }
    return check.examined > 0 ? "pass" : "nothing to examine"
  }

  private var errors: [Finding] { findings.filter { $0.severity == .error && $0.accepted.isEmpty } }
}

/// A number and what it counts.
private func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

/// The first few of many names.
func shortened(_ names: [String]) -> String {
  names.prefix(10).joined(separator: ", ")
    + (names.count > 10 ? " and \(names.count - 10) more" : "")
}
