public import Artifacts
internal import Configuration
internal import DataSplit
internal import Foundation

/// The leakage audit of an experiment: what its artifacts say when nobody's word is taken for it.
public struct Audit: Sendable {
  /// Checks and findings, as audit.h5 has them.
  public let artifact: AuditArtifact
  /// The experiment's name, the last part of its path.
  public let experiment: String
  /// The songs that the split keeps together.
  public let groups: [KeptTogether]
  /// The songs that could not be used.
  public let quarantined: [QuarantinedSong]

  /// Songs that the split keeps together, and why.
  public struct KeptTogether: Sendable, Equatable {
    /// The songs.
    public let songs: [String]
    /// Their part; more than one only when the split leaks.
    public let parts: [String]
    /// What they share, such as "fingerprint".
    public let reasons: [String]
  }

  /// Audits all artifacts in an experiment's folder.
  ///
  /// What cannot be read is a finding, not an error.
  ///
  /// - Parameters:
  ///   - folder: `DATA/NAME`, with audio, features, split.h5, models and scores.
  ///   - configurations: The folder of the experiment's YAML files, to compare settings with;
  ///     `nil` leaves that out.
  ///   - variants: The variants of those files that the artifacts were made as.
  ///   - output: Where audit.h5 will be.
  ///   - isDeep: Whether standardization is fitted again and compared, which reads all features.
  ///   - threads: Number of workers, ≥ 1; findings do not depend on it.
  /// - Throws: `ArtifactError` when there is no such folder, or what is wrong with split.yaml.
  public init(
    experiment folder: String, configurations: String? = nil, as variants: [String] = [],
    output: String, isDeep: Bool = false, threads: Int = 1
  ) throws {
    var evidence = try Evidence(reading: folder, threads: threads)
    evidence.configurations = configurations
    evidence.variants = variants
    evidence.isDeep = isDeep
    let root = URL(filePath: folder)
    func location(_ path: String) -> String {
      root.appending(path: path).path(percentEncoded: false)
    }
    let digests = Dictionary(
      evidence.digests.map { (location($0.key), $0.value) }, uniquingKeysWith: { $1 })
    let provenance = try Provenance(
      of: output, configuration: "", inputs: evidence.custody.map { location($0.path) }
    ) { digests[$0] ?? "" }
    var checks: [AuditArtifact.Check] = []
    var findings: [AuditArtifact.Finding] = []
    for check in Check.all {
      let answer = try check.examine(evidence, check)
      checks.append(
        AuditArtifact.Check(
          code: check.code, title: check.title, severity: check.severity,
          examined: answer.examined))
      findings += answer.findings
    }
    let accepted = try acceptedFindings(configurations, variants, evidence.settings)
    artifact = AuditArtifact(
      provenance: provenance, checks: checks,
      findings: findings.map { $0.accepting(accepted) })
    experiment = root.standardizedFileURL.lastPathComponent
    groups = evidence.split.map(keptTogether) ?? []
    quarantined =
      QuarantineTally(of: evidence.catalogue, limit: evidence.quarantineLimit).quarantined
  }
}

/// The findings that someone answers for: as split.yaml says now, so that accepting one makes no
/// artifact anew, else as split.h5 recorded it.
private func acceptedFindings(
  _ configurations: String?, _ variants: [String], _ recorded: SplitSettings
) throws -> [AcceptedFinding] {
  guard let configurations else { return recorded.accepted }
  let file = URL(filePath: configurations).appending(path: "split.yaml")
  return try configuration(reading: file.path(percentEncoded: false), as: variants) {
    try SplitSettings($0)
  }.settings.accepted
}

extension AuditArtifact.Finding {
  /// The finding with the reasons for which all of its objects are accepted, if they are.
  fileprivate func accepting(_ accepted: [AcceptedFinding]) -> Self {
    let reasons = objects.map { object in
      accepted.first { $0.code == code && $0.object == object }?.reason
    }
    guard !reasons.isEmpty, !reasons.contains(nil) else { return self }
    var finding = self
    finding.accepted = Set(reasons.compactMap { $0 }).sorted().joined(separator: "; ")
    return finding
  }
}

/// The groups of more than one song, in order.
private func keptTogether(_ split: SplitArtifact) -> [Audit.KeptTogether] {
  var members: [Int: [Int]] = [:]
  for (row, group) in split.groups.enumerated() { members[group, default: []].append(row) }
  return members.sorted { $0.key < $1.key }.map(\.value).filter { $0.count > 1 }.map { rows in
    let songs = Set(rows.map { split.songIDs[$0] })
    return Audit.KeptTogether(
      songs: songs.sorted(),
      parts: Part.allCases.filter { part in rows.contains { split.parts[$0] == part } }
        .map(\.rawValue),
      reasons: Set(split.links.filter { songs.contains($0.songA) }.map(\.reason)).sorted())
  }
}
