internal import Artifacts
internal import Foundation

extension Audit {
  /// Writes audit.h5, and audit.json beside it; docs/audit.md describes both.
  ///
  /// - Parameter path: Where audit.h5 goes.
  public func write(to path: String) throws {
    // The artifact last: when it is there, so is its companion.
    let json = URL(filePath: path).deletingPathExtension().appendingPathExtension("json")
    try writeFile(try document(), to: json.path(percentEncoded: false))
    try artifact.write(to: path)
  }

  private func document() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Document(self)) + Data("\n".utf8)
  }
}

/// The content of audit.json.
private struct Document: Encodable {
  struct Check: Encodable {
    let code: String
    let title: String
    let severity: String
    let result: String
    let examined: Int
    let findings: Int
  }

  struct Finding: Encodable {
    let accepted: String
    let code: String
    let severity: String
    let message: String
    let objects: [String]
    let remedy: String
  }

  struct Group: Encodable {
    let songs: [String]
    let parts: [String]
    let reasons: [String]
  }

  struct Quarantined: Encodable {
    let song_id: String
    let path: String
    let stage: String
    let reason: String
  }

  let schema = Schema.audit.rawValue
  let experiment: String
  let verdict: String
  let checks: [Check]
  let findings: [Finding]
  let groups: [Group]
  let quarantined: [Quarantined]

  init(_ audit: Audit) {
    experiment = audit.experiment
    verdict = audit.artifact.passes ? "pass" : "fail"
    let found = audit.artifact.findings
    checks = audit.artifact.checks.map { check in
      Check(
        code: check.code, title: check.title, severity: check.severity.rawValue,
        result: audit.artifact.result(of: check), examined: check.examined,
        findings: found.count { $0.code == check.code })
    }
    findings = found.map {
      Finding(
        accepted: $0.accepted, code: $0.code, severity: $0.severity.rawValue, message: $0.message,
        objects: $0.objects,
        remedy: $0.remedy)
    }
    groups = audit.groups.map { Group(songs: $0.songs, parts: $0.parts, reasons: $0.reasons) }
    quarantined = audit.quarantined.map {
      Quarantined(song_id: $0.songID, path: $0.path, stage: $0.stage, reason: $0.reason)
    }
  }
}
