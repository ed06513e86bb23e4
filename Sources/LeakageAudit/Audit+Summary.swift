internal import Artifacts

extension Audit {
  /// What people read on the terminal: each check, then each finding with the remedy, the songs
  /// kept together, the songs quarantined, and the verdict last.
  public var summary: [String] {
    var lines = artifact.checks.map { check in
      let result = result(of: check)
      return "\(check.code)  \(check.title): "
        + (result == "pass" ? "none among \(check.examined)" : result)
    }
    for finding in artifact.findings {
      lines.append("\(finding.severity.rawValue) \(finding.code): \(finding.message)")
      lines.append("    \(shortened(finding.objects))")
      lines.append("    \(finding.remedy)")
    }
    for group in groups.prefix(20) {
      lines.append(
        """
        kept together in \(group.parts.joined(separator: " and ")): \(shortened(group.songs)) \
        (\(group.reasons.joined(separator: ", ")))
        """)
    }
    if groups.count > 20 { lines.append("and \(groups.count - 20) more groups") }
    for song in quarantined.prefix(20) { lines.append("quarantined: \(song.path): \(song.reason)") }
    if quarantined.count > 20 {
      lines.append("and \(quarantined.count - 20) more quarantined songs")
    }
    let warnings = artifact.findings.count - errors.count
    lines.append(
      """
      audit of \(experiment) \(passes ? "passed" : "failed"): \(errors.count) errors, \
      \(warnings) warnings
      """)
    return lines
  }

  /// Why the audit does not pass, in a few sentences that name what is at fault; `nil` when it does.
  public var failure: String? {
    guard !passes else { return nil }
    let first = errors.prefix(5).map { "\($0.code): \($0.message)" }.joined(separator: " ")
    let rest = errors.count > 5 ? " And \(errors.count - 5) more." : ""
    return "the audit of \(experiment) failed. \(first)\(rest)"
  }

  private var errors: [AuditArtifact.Finding] {
    artifact.findings.filter { $0.severity == .error }
  }

  /// The first few of many names.
  private func shortened(_ names: [String]) -> String {
    names.prefix(10).joined(separator: ", ")
      + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }
}
