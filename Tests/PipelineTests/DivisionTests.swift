import Artifacts
import DataSplit
import Foundation
import TestSupport
import Testing

@Suite(
  "Folds, accepted findings and the leakage study", .enabled(if: SmallExperiment.programsAreBuilt))
struct DivisionTests {
  private let split =
    "strategy: song\nproportions: {train: 0.6, validation: 0.2, test: 0.2}\nstratify: [language]\n"

  @Test func `With folds every song is tested once, and the audit passes`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      try experiment.write("folds: 3\nstratify: [language]\n", to: "experiment/split.yaml")
      try experiment.write(
        "evaluated: [test]\ntasks: [{label: language}]\nclusterings: [{kind: kmeans}]\n",
        to: "experiment/evaluation.yaml")
      let outcome = try experiment.make("report")
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      var tested: [String] = []
      for fold in 0..<3 {
        let path = "data/small/models/mfcc/vae/seed-42.fold-\(fold).h5"
        let model = try ModelRecord(reading: experiment.path(path))
        #expect(model.fold == fold)
        let songs = model.parts.indices.filter { model.parts[$0] == .test }.map {
          model.songs.ids[model.clips.songs[$0]]
        }
        tested += Set(songs).sorted()
      }
      #expect(tested.count == 13 && Set(tested).count == 13, "\(tested)")
      let audit = try experiment.make("audit")
      #expect(audit.status == 0, "\(audit.output)\n\(audit.errors)")
      #expect(try experiment.make("-q", "report").status == 0)
    }
  }

  @Test func `Accepting a finding audits again, and makes nothing else again`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("report").status == 0)
      let kept = ["split.h5", "models/mfcc/vae/seed-42.h5", "scores/mfcc/vae/seed-42.h5"]
      let (before, audited) = (
        try kept.map { try experiment.modified($0) }, try experiment.modified("audit.h5")
      )
      try experiment.write(
        split + "accepted:\n- {code: L33, object: Hindi, reason: a test}\n",
        to: "experiment/split.yaml")
      #expect(try experiment.make("-q", "train").status == 0)
      #expect(try experiment.make("report").status == 0)
      #expect(try kept.map { try experiment.modified($0) } == before)
      #expect(try experiment.modified("audit.h5") > audited)
      #expect(try experiment.make("-q", "report").status == 0)
    }
  }

  @Test func `The leakage study compares splits by clip and artist with those by song`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let outcome = try experiment.make("leakage-study", "STUDY_SEEDS=1 2")
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let study = try LeakageArtifact(
        reading: experiment.path("data/small/leakage/inflation.h5")
      ).inflation
      #expect(Set(try study.texts("split")) == ["artist", "clip"])
      #expect(Set(try study.texts("model")) == ["mfcc/raw", "mfcc/vae"])
      #expect(Set(try study.texts("metric")).isSuperset(of: ["ami", "validation loss"]))
      #expect(try study.integers("runs").allSatisfy { $0 == 2 })
      let dealt = try SplitArtifact(
        reading: experiment.path("data/small/leakage/clip/seed-1/split.h5"))
      #expect(dealt.deal != nil)
      let again = try experiment.make("leakage-study", "STUDY_SEEDS=1 2")
      #expect(!(again.output + again.errors).contains("cantus-train"), "all runs are fresh")
    }
  }
}
