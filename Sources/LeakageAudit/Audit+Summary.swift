internal import Artifacts

extension Audit {
  /// What people read on the terminal: the songs quarantined, the songs kept together, and what the
  /// audit found, the verdict last.
  public var summary: [String] {
    var lines = quarantined.prefix(20).map { "quarantined: \($0.path): \($0.reason)" }
    if quarantined.count > 20 {
      lines.append("and \(quarantined.count - 20) more quarantined songs")
    }
    for group in groups.prefix(20) {
      lines.append(
        """
        kept together in \(group.parts.joined(separator: " and ")): \(shortened(group.songs)) \
        (\(group.reasons.joined(separator: ", ")))
        """)
    }
    if groups.count > 20 { lines.append("and \(groups.count - 20) more groups") }
    return lines + artifact.summary
  }
}
