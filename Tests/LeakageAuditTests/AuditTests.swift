import Artifacts
import Foundation
import LeakageAudit
import TestSupport
import Testing

/// Writes an experiment and audits it.
private func audit(
  _ experiment: SmallExperiment, configurations: [String: String] = [:], isDeep: Bool = false,
  tamper: (URL) throws -> Void = { _ in }
) throws -> Audit {
  try withTemporaryDirectory { folder in
    let (data, files) = (folder.appending(path: "data"), folder.appending(path: "files"))
    try experiment.write(to: data)
    try tamper(data)
    for (name, text) in experiment.files.merging(configurations, uniquingKeysWith: { $1 }) {
      let file = files.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try Audit(
      experiment: data.path(), configurations: files.path(),
      output: data.appending(path: "audit.h5").path(), isDeep: isDeep, threads: 2)
  }
}

@Suite("Leakage audit")
struct AuditTests {
  @Test func `A clean experiment has no finding, though every check examines something`() throws {
    let audit = try audit(SmallExperiment())
    #expect(audit.artifact.findings.isEmpty)
    #expect(audit.artifact.passes && audit.artifact.failure == nil)
    #expect(audit.artifact.checks.allSatisfy { $0.examined > 0 })
    #expect(audit.quarantined.map(\.songID) == ["broken"])
    let codes = audit.artifact.checks.map(\.code)
    #expect(codes == codes.sorted() && Set(codes).count == codes.count)
  }

  @Test func `There is a plant for every check that can fail an audit`() throws {
    // Program versions cannot differ in artifacts that this program writes: there is another test.
    let checks = try audit(SmallExperiment()).artifact.checks.filter { $0.code != "L42" }
    #expect(Set(checks.map(\.code)) == Set(Plant.all.map(\.code)))
  }

  @Test(arguments: Plant.all)
  func `A planted leak is found by its check, with what is at fault, and by no other`(
    plant: Plant
  ) throws {
    var experiment = SmallExperiment()
    plant.change(&experiment)
    let audit = try audit(
      experiment, configurations: plant.configurations, tamper: plant.tamper)
    let found = audit.artifact.findings.filter { $0.code == plant.code }
    #expect(Set(found.flatMap(\.objects)) == Set(plant.objects))
    #expect(found.contains { $0.severity == plant.severity })
    #expect(Set(audit.artifact.findings.map(\.code)) == Set([plant.code] + plant.also))
    #expect(audit.artifact.passes == (plant.severity == .warning))
    let summary = audit.summary.joined(separator: "\n")
    for object in plant.objects { #expect(summary.contains(object)) }
    if plant.severity == .error {
      let error = try #require(found.first { $0.severity == .error })
      #expect(try #require(audit.artifact.failure).contains(error.message))
    }
  }

  @Test func `The table of plants in docs is what the audit finds`() throws {
    let rows = try Plant.all.map { plant in
      var experiment = SmallExperiment()
      plant.change(&experiment)
      let found = try audit(
        experiment, configurations: plant.configurations, tamper: plant.tamper
      ).artifact.findings
      let others = Set(found.map(\.code)).subtracting([plant.code]).sorted()
      let objects = Set(found.filter { $0.code == plant.code }.flatMap(\.objects)).sorted()
      return "| \(plant.name) | \(plant.code) | \(objects.joined(separator: ", ")) "
        + "| \(others.joined(separator: ", ")) |\n"
    }
    let table = "| planted | found by | naming | also |\n|---|---|---|---|\n" + rows.joined()
    let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/audit.md")
    let text = try String(contentsOf: docs, encoding: .utf8)
    #expect(text.contains("<!-- planted -->\n\(table)<!-- /planted -->"), "it must be:\n\(table)")
  }

  @Test func `Standardization that lies about its rows is found by fitting it again`() throws {
    var experiment = SmallExperiment()
    #expect(try audit(experiment, isDeep: true).artifact.findings.isEmpty)
    experiment.standardizationValues = experiment.standardization(of: Array(0..<72))
    #expect(try audit(experiment).artifact.findings.isEmpty)
    let deep = try audit(experiment, isDeep: true).artifact.findings
    #expect(deep.map(\.code) == ["L11"])
    #expect(deep.map(\.objects) == [["models/mel/vae/seed-42.h5"]])
  }

  @Test func `An accepted finding stays visible and fails nothing; another object's does`() throws {
    var experiment = SmallExperiment()
    experiment.songs[20].digest = experiment.songs[4].digest
    func accepting(_ objects: [String]) -> String {
      objects.map { "- {code: L02, object: \($0), reason: both are a test tone}" }
        .joined(separator: "\n")
    }
    let accepted = try audit(
      experiment, configurations: ["split.yaml": "accepted:\n" + accepting(["song-4", "song-20"])])
    #expect(accepted.artifact.passes)
    #expect(accepted.artifact.findings.map(\.accepted) == ["both are a test tone"])
    #expect(accepted.summary.joined().contains("accepted L02"))
    let halfway = try audit(
      experiment, configurations: ["split.yaml": "accepted:\n" + accepting(["song-4"])])
    #expect(!halfway.artifact.passes)
  }

  @Test func `Duplicates of one part are no leak`() throws {
    var experiment = SmallExperiment()
    experiment.songs[5].fingerprint = experiment.songs[4].fingerprint
    experiment.songs[6].digest = experiment.songs[4].digest
    #expect(try audit(experiment).artifact.findings.isEmpty)
  }

  @Test func `An artist in two parts is a warning when the split does not group by artist`() throws
  {
    var experiment = SmallExperiment()
    experiment.songs[23].artist = experiment.songs[5].artist
    let audit = try audit(experiment)
    #expect(audit.artifact.findings.map(\.code) == ["L04"])
    #expect(audit.artifact.findings.map(\.objects) == [["Artist 5"]])
    #expect(audit.artifact.findings.map(\.severity) == [.warning])
    #expect(audit.artifact.passes)
  }

  @Test func `Artifacts of two program versions are a warning`() throws {
    let audit = try audit(SmallExperiment()) { folder in
      let scores = folder.appending(path: "scores/mel/vae/seed-42.h5")
      var bytes = try Data(contentsOf: scores)
      let old = Data(Provenance.program.utf8)
      let place = try #require(bytes.firstRange(of: old))
      bytes.replaceSubrange(place, with: Data(repeating: UInt8(ascii: "0"), count: old.count))
      try bytes.dropLast(84).write(to: scores)
    }
    let found = audit.artifact.findings.filter { $0.code == "L42" }
    #expect(found.map(\.objects) == [["scores/mel/vae/seed-42.h5"]])
    #expect(found.map(\.severity) == [.warning])
    #expect(audit.artifact.findings.map(\.code) == ["L40", "L42"], "its seal is missing, too")
  }

  @Test func `What is damaged is named, and never opened`() throws {
    let audit = try audit(SmallExperiment()) { folder in
      let scores = folder.appending(path: "scores/mel/vae/seed-42.h5")
      var bytes = try Data(contentsOf: scores)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: scores)
    }
    #expect(audit.artifact.findings.map(\.code) == ["L40"])
    #expect(audit.artifact.findings.map(\.objects) == [["scores/mel/vae/seed-42.h5"]])
  }

  @Test func `A song that featurizing gave up is not lost`() throws {
    var experiment = SmallExperiment()
    experiment.unfeaturized = ["song-7"]
    experiment.clips.removeAll { $0.song == 7 }
    #expect(try audit(experiment).artifact.findings.isEmpty)
  }

  @Test func `An experiment that has only been ingested is audited as far as it goes`() throws {
    let audit = try audit(SmallExperiment()) { folder in
      for name in ["features", "models", "scores", "split.h5"] {
        try FileManager.default.removeItem(at: folder.appending(path: name))
      }
    }
    #expect(audit.artifact.findings.map(\.code) == ["L40"])
    #expect(audit.artifact.findings.map(\.objects) == [["split.h5"]])
  }

  @Test func `A folder that is not there is refused`() {
    #expect(throws: ArtifactError.self) {
      try Audit(experiment: "/nowhere/at/all", output: "/nowhere/audit.h5")
    }
  }

  @Test func `Both files say the same, and say it again in the same bytes`() throws {
    try withTemporaryDirectory { folder in
      var experiment = SmallExperiment()
      experiment.songs[20].digest = experiment.songs[4].digest
      try experiment.write(to: folder)
      let output = folder.appending(path: "audit.h5")
      let json = folder.appending(path: "audit.json")
      let audit = try Audit(experiment: folder.path(), output: output.path())
      try audit.write(to: output.path())
      #expect(try AuditArtifact(reading: output.path()).findings == audit.artifact.findings)
      let first = (try Data(contentsOf: output), try Data(contentsOf: json))
      try Audit(experiment: folder.path(), output: output.path()).write(to: output.path())
      #expect(try Data(contentsOf: output) == first.0)
      #expect(try Data(contentsOf: json) == first.1)

      let document = try #require(
        try JSONSerialization.jsonObject(with: first.1) as? [String: Any])
      #expect(document["schema"] as? String == "cantus.audit/1")
      #expect(document["verdict"] as? String == "fail")
      #expect(document["experiment"] as? String == folder.lastPathComponent)
      let findings = try #require(document["findings"] as? [[String: Any]])
      #expect(findings.count == 1)
      #expect(findings[0]["objects"] as? [String] == ["song-20", "song-4"])
      let checks = try #require(document["checks"] as? [[String: Any]])
      for check in checks {
        let code = check["code"] as? String
        #expect(
          check["result"] as? String
            == (code == "L02" ? "error" : code == "L41" ? "nothing to examine" : "pass"))
      }
      let quarantined = try #require(document["quarantined"] as? [[String: String]])
      #expect(quarantined.map { $0["song_id"] } == ["broken"])
    }
  }
}

@Suite("Quarantine tally")
struct QuarantineTallyTests {
  private func tally(broken: Int, limit: String) throws -> QuarantineTally {
    var experiment = SmallExperiment()
    experiment.quarantineSettings = limit
    experiment.quarantine = (0..<broken).map {
      QuarantinedSong(
        songID: "b\($0)", path: "broken \($0).mp3", stage: "ingest",
        reason: $0 % 3 == 0 ? "it is empty" : "it is text")
    }
    return try withTemporaryDirectory { folder in
      try experiment.write(to: folder)
      return QuarantineTally(
        of: try [0, 1].map {
          try CatalogueShard(reading: folder.appending(path: "audio/S\($0).h5").path())
        }, limit: try quarantineLimit(reading: folder.appending(path: "quarantine.yaml").path()))
    }
  }

  @Test func `The share of all songs decides, and the limit itself is allowed`() throws {
    #expect(try !tally(broken: 6, limit: "max_quarantined: 0.2").isExceeded)
    #expect(try tally(broken: 7, limit: "max_quarantined: 0.2").isExceeded)
    #expect(try !tally(broken: 1, limit: "").isExceeded)
    #expect(try tally(broken: 2, limit: "").isExceeded)
    #expect(try !tally(broken: 0, limit: "max_quarantined: 0").isExceeded)
  }

  @Test func `The explanation has counts, reasons and the first songs`() throws {
    let explanation = try tally(broken: 7, limit: "max_quarantined: 0.2").explanation
    for words in ["7 of 31", "20 %", "4 × it is text; 3 × it is empty", "broken 0.mp3"] {
      #expect(explanation.contains(words), "\(explanation)")
    }
  }
}
