internal import HDF5

/// What the leakage audit found, `audit.h5`.
public struct AuditArtifact: Sendable {
  /// How grave a finding is.
  public enum Severity: String, Sendable, CaseIterable {
    /// The numbers cannot be trusted.
    case error
    /// The numbers need a caveat.
    case warning
  }

  /// A check that was made.
  public struct Check: Sendable, Equatable {
    /// Its code, such as "L01".
    public let code: String
    /// What it looks for, in a few words.
    public let title: String
    /// How grave its findings are.
    public let severity: Severity
    /// Number of things that it examined; 0 means that there was nothing to examine.
    public let examined: Int

    /// Describes a check.
    public init(code: String, title: String, severity: Severity, examined: Int) {
      self.code = code
      self.title = title
      self.severity = severity
      self.examined = examined
    }
  }

  /// Something that a check found.
  public struct Finding: Sendable, Equatable {
    /// The code of the check.
    public let code: String
    /// How grave it is.
    public let severity: Severity
    /// What is wrong, in a sentence.
    public let message: String
    /// The songs, clips or files at fault.
    public let objects: [String]
    /// What to do.
    public let remedy: String
    /// Why it may stand, if someone answers for it; else empty.
    public var accepted: String

    /// Describes a finding.
    public init(
      code: String, severity: Severity, message: String, objects: [String], remedy: String,
      accepted: String = ""
    ) {
      self.code = code
      self.severity = severity
      self.message = message
      self.objects = objects
      self.remedy = remedy
      self.accepted = accepted
    }
  }

  /// What the audit looked at.
  public let provenance: Provenance
  /// The checks that were made, by code.
  public let checks: [Check]
  /// What they found, by code.
  public let findings: [Finding]

  /// Describes an audit.
  public init(provenance: Provenance, checks: [Check], findings: [Finding]) {
    self.provenance = provenance
    self.checks = checks
    self.findings = findings
  }

  /// Reads an audit.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .audit)
    let (checks, findings) = (try file.table("checks"), try file.table("findings"))
    func severities(_ table: Table) throws -> [Severity] {
      try table.texts("severity").map { text in
        guard let severity = Severity(rawValue: text) else {
          throw ArtifactError(.invalid, "\(path): there is no severity “\(text)”")
        }
        return severity
      }
    }
    let (codes, titles) = (try checks.texts("code"), try checks.texts("title"))
    let (checkSeverities, examined) = (try severities(checks), try checks.integers("examined"))
    let (found, messages) = (try findings.texts("code"), try findings.texts("message"))
    let (severities, objects) = (try severities(findings), try findings.texts("objects"))
    let remedies = try findings.texts("remedy")
    let accepted = try findings.texts("accepted")
    self.init(
      provenance: try Provenance(reading: file),
      checks: codes.indices.map {
        Check(
          code: codes[$0], title: titles[$0], severity: checkSeverities[$0],
          examined: examined[$0])
      },
      findings: found.indices.map {
        Finding(
          code: found[$0], severity: severities[$0], message: messages[$0],
          objects: objects[$0].isEmpty ? [] : objects[$0].split(separator: "\n").map(String.init),
          remedy: remedies[$0], accepted: accepted[$0])
      })
  }

  /// Writes the audit.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .audit, provenance) { file in
      try file.createDimension("check", length: checks.count)
      try file.write(
        Table([
          .init("code", checks.map(\.code)), .init("title", checks.map(\.title)),
          .init("severity", checks.map(\.severity.rawValue)),
          .init("examined", checks.map(\.examined)),
        ]), group: "checks", dimension: "check")
      try file.createDimension("finding", length: findings.count)
      try file.write(
        Table([
          .init("code", findings.map(\.code)),
          .init("severity", findings.map(\.severity.rawValue)),
          .init("message", findings.map(\.message)),
          .init(
            "objects", findings.map { $0.objects.joined(separator: "\n") },
            longName: "songs, clips or files at fault, one a line"),
          .init("remedy", findings.map(\.remedy)),
          .init(
            "accepted", findings.map(\.accepted),
            longName: "why it may stand, if someone answers for it"),
        ]), group: "findings", dimension: "finding")
      try file.close()
    }
  }
}
