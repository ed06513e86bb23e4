import Foundation
import TestSupport
import Testing

@Suite(
  "Clocks that are wrong, files from elsewhere", .enabled(if: SmallExperiment.programsAreBuilt))
struct ClockFaultTests {
  private func touch(_ path: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: seconds)], ofItemAtPath: path)
  }

  @Test func `Artifacts from the future hide no change`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("report").status == 0)
      let before = try experiment.artifacts()
      // The clock was an hour fast when everything was made, and has been put right.
      let root = experiment.path("data/small")
      for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
        try touch("\(root)/\(name)", 3600)
      }
      let yaml = try String(
        contentsOfFile: experiment.path("experiment/models/mfcc/vae.yaml"), encoding: .utf8)
      try experiment.write(
        yaml.replacing("latent: 4", with: "latent: 3"), to: "experiment/models/mfcc/vae.yaml")
      try experiment.writeSong("Hindi/pop/song 101.wav", seed: 77, pitch: 300, beat: 0.3)
      #expect(try experiment.make("-q", "report").status == 1)
      let outcome = try experiment.make("report")
      #expect(outcome.status == 0, "\(outcome)")
      #expect(try experiment.make("-q", "report").status == 0)
      #expect(try experiment.make("report", data: "anew").status == 0)
      #expect(try experiment.artifacts() == experiment.artifacts("anew"))
      #expect(try experiment.artifacts() != before)
    }
  }

  @Test func `Data that is copied elsewhere is as good there`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("report").status == 0)
      let before = try experiment.artifacts()
      for (copy, options) in [("exact", "-a"), ("plain", "-r")] {
        _ = try SmallExperiment.run(
          "/bin/cp", [options, experiment.path("data"), experiment.path(copy)])
        if copy == "exact" { #expect(try experiment.make("-q", "report", data: copy).status == 0) }
        let outcome = try experiment.make("report", data: copy)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try experiment.make("audit", data: copy).status == 0)
        #expect(try experiment.artifacts(copy) == before)
      }
    }
  }

  @Test func `An artifact of another experiment in the place of one fails the audit`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("report", "SHARDS=1").status == 0)
      try experiment.write(
        "kind: mfcc-statistics\nwindow: 2\nhop: 2\ntail: pad", to: "experiment/features/mfcc.yaml")
      #expect(try experiment.make("featurize", "SHARDS=1", data: "other").status == 0)
      try experiment.write(
        "kind: mfcc-statistics\nwindow: 3\nhop: 2\ntail: pad", to: "experiment/features/mfcc.yaml")
      let path = experiment.path("data/small/features/mfcc.h5")
      let time = try experiment.modified("features/mfcc.h5")
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.copyItem(
        atPath: experiment.path("other/small/features/mfcc.h5"), toPath: path)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
      let audit = try experiment.make("audit")
      #expect(audit.status == 2)
      #expect((audit.output + audit.errors).contains("features/mfcc.h5"), "\(audit)")
      // And no stage mixes it with what was made from the other.
      let scores = try experiment.program(
        "evaluate",
        [
          "--configuration", "experiment/evaluation.yaml", "--model",
          "data/small/models/mfcc/vae/seed-42.h5", "--features", "data/small/features/mfcc.h5",
          "--split", "data/small/split.h5", "--output", "out.h5",
        ])
      #expect(scores.status == 65 && scores.isRefusal(naming: "mfcc.h5"), "\(scores)")
      let shards = ["data", "other"].map { "\($0)/small/features/mfcc/000.h5" }
      let gather = try experiment.program("featurize", ["gather", "--output", "out.h5"] + shards)
      #expect(gather.status == 65, "\(gather)")
    }
  }

  @Test func `The corpus is only read`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      func everything() throws -> [String: [FileAttributeKey: String]] {
        let root = experiment.path("corpus")
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return Dictionary(
          uniqueKeysWithValues: try names.map { name in
            let known = try FileManager.default.attributesOfItem(atPath: "\(root)/\(name)")
            return (
              name,
              [.size, .modificationDate, .systemFileNumber].reduce(into: [:]) {
                $0[$1] = "\(known[$1] ?? "")"
              }
            )
          })
      }
      let before = try everything()
      #expect(before.count > 13)
      #expect(try experiment.make("report").status == 0)
      #expect(try everything() == before)
    }
  }
}
