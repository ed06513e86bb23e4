internal import Artifacts
internal import DataSplit

/// One question that the audit asks of the evidence.
struct Check: Sendable {
  /// What it found, and among how many things.
  struct Answer {
    var examined: Int
    var findings: [AuditArtifact.Finding] = []
  }

  /// Its code, as docs/audit.md lists it.
  let code: String
  /// What it looks for, in a few words.
  let title: String
  /// How grave its findings are at worst.
  let severity: AuditArtifact.Severity
  /// Looks at the evidence.
  let examine: @Sendable (Evidence, Check) throws -> Answer

  /// A finding of this check.
  ///
  /// - Parameters:
  ///   - message: What is wrong, in a sentence.
  ///   - objects: The songs, clips or files at fault.
  ///   - remedy: What to do, in a sentence.
  ///   - severity: How grave it is, where that is less than the check's own.
  func finding(
    _ message: String, _ objects: [String], remedy: String,
    severity: AuditArtifact.Severity? = nil
  ) -> AuditArtifact.Finding {
    AuditArtifact.Finding(
      code: code, severity: severity ?? self.severity, message: message, objects: objects,
      remedy: remedy)
  }

  /// Every check, by code.
  static let all = [
    songInTwoParts, sameAudio, nearDuplicate, sharedColumn, sameSong, clipDisagrees,
    trainedOnOthers, fittedOnOthers, selectedOnTest, clusteredOnTarget, selectedByLabel,
    scoredTraining, conditionedOnTarget, madeFromLabel, missingLabels, unnamedSpace, sampledLatents,
    confound, tooSmall, degenerate, otherSpace, brokenChain, otherConfiguration, mixedPrograms,
    quarantineExceeded,
  ]
}

/// What makes a split that is wrong right again.
let splitAgain = "Delete split.h5 and run make split: what depends on it is made again."

/// Names of parts, in order, for messages.
func names(of parts: Set<Part>) -> String {
  Part.allCases.filter(parts.contains).map(\.rawValue).joined(separator: " and ")
}
