import Artifacts
import DataSplit
import Foundation
import TestSupport
import Testing

@Suite("A leaky split", .enabled(if: SmallExperiment.programsAreBuilt))
struct LeakTests {
  @Test func `Written by hand, it makes the audit fail and name the songs`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let clean = try experiment.make("report")
      #expect(clean.status == 0, "\(clean.errors)")

      let path = experiment.path("data/small/split.h5")
      let split = try SplitArtifact(reading: path)
      let duplicates = split.links.first { $0.reason.contains("audio") }
      let pair = try #require(duplicates, "the copied song must be linked to the original")
      var parts = split.parts
      let (a, b) = (
        try #require(split.songIDs.firstIndex(of: pair.songA)),
        try #require(split.songIDs.firstIndex(of: pair.songB))
      )
      #expect(parts[a] == parts[b])
      parts[a] = .train
      parts[b] = .test
      try SplitArtifact(
        provenance: split.provenance, songIDs: split.songIDs, parts: parts, groups: split.groups,
        links: split.links
      ).write(to: path)

      let outcome = try experiment.make("audit")
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("Error 2"))
      let said = outcome.output + outcome.errors
      #expect(said.contains(pair.songA) && said.contains(pair.songB), "\(said)")
      #expect(said.contains("L40"), "the edited file is not what models were made from: \(said)")
      // The report shows the leak as well.
      #expect(try experiment.make("report").status == 0)
      let audit = try AuditArtifact(reading: experiment.path("data/small/audit.h5"))
      #expect(
        audit.findings.contains {
          $0.code == "L02" && Set($0.objects).isSuperset(of: [pair.songA, pair.songB])
        })
    }
  }
}
