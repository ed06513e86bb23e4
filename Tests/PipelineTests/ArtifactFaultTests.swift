import Foundation
import TestSupport
import Testing

@Suite("Damaged artifacts", .enabled(if: SmallExperiment.programsAreBuilt))
struct ArtifactFaultTests {
  /// Artifacts, and commands that read them in the place of %.
  private static let readers: [(artifact: String, program: String, arguments: String)] = [
    (
      "audio/000.h5", "featurize",
      "extract --configuration experiment/features/mfcc.yaml --audio % --output out.h5"
    ),
    (
      "audio/000.h5", "split",
      """
      make --configuration experiment/split.yaml --quarantine data/small/quarantine.yaml \
      --output out.h5 %
      """
    ),
    ("features/mfcc/000.h5", "featurize", "gather --output out.h5 %"),
    (
      "features/mfcc.h5", "train",
      """
      fit --configuration experiment/models/mfcc/raw.yaml --features % --split data/small/split.h5 \
      --seed 1 --output out.h5
      """
    ),
    (
      "split.h5", "train",
      """
      fit --configuration experiment/models/mfcc/raw.yaml --features data/small/features/mfcc.h5 \
      --split % --seed 1 --output out.h5
      """
    ),
    (
      "models/mfcc/vae/seed-42.h5", "evaluate",
      """
      --configuration experiment/evaluation.yaml --model % --features data/small/features/mfcc.h5 \
      --split data/small/split.h5 --output out.h5
      """
    ),
    (
      "models/mfcc/vae/seed-42.h5", "train",
      "encode --model % --features data/small/features/mfcc.h5 --output out.h5"
    ),
    (
      "models/mfcc/vae/seed-42.h5", "train", "export --model % --format safetensors --output out.h5"
    ),
  ]

  /// Damages artifacts and gives each to the next command that reads it.
  private func tryOut(
    _ count: Int, seed: UInt64, keepingSeal: Bool,
    _ judge: (SmallExperiment, Damage.Kind, SmallExperiment.Outcome, String) throws -> Void
  ) throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let made = try experiment.make("train", "SHARDS=1")
      #expect(made.status == 0, "\(made.errors)")
      var damage = Damage(seed: seed)
      for number in 0..<count {
        let (artifact, program, arguments) = Self.readers[number % Self.readers.count]
        let whole = try Data(
          contentsOf: URL(filePath: experiment.path("data/small/\(artifact)")))
        let (content, seal) = (Array(whole.dropLast(89)), whole.suffix(89))
        let kind = damage.kind()
        let damaged = damage.damaged(content, kind)
        try Data(damaged + (keepingSeal && kind != .truncation ? Array(seal) : []))
          .write(to: URL(filePath: experiment.path("damaged.h5")))
        let outcome = try experiment.program(
          program,
          arguments.split(separator: " ").map { $0 == "%" ? "damaged.h5" : String($0) })
        try judge(experiment, kind, outcome, "\(kind) of \(artifact), \(program): \(outcome)")
      }
    }
  }

  @Test func `Any damage is refused in a sentence that names the file, and nothing is made`() throws
  {
    var refusals = Tally()
    try tryOut(Faults.count(32, of: 500), seed: 1, keepingSeal: true) {
      experiment, kind, outcome, what in
      #expect(outcome.status == 65 && outcome.isRefusal(naming: "damaged.h5"), "\(what)")
      for name in ["out.h5", "out.h5.partial"] {
        #expect(!FileManager.default.fileExists(atPath: experiment.path(name)), "\(what)")
      }
      refusals.add(kind.rawValue)
    }
    Faults.tell("damaged artifacts, all refused: \(refusals)")
  }

  @Test func `So is what has no seal`() throws {
    try tryOut(Faults.count(16, of: 500), seed: 2, keepingSeal: false) { _, _, outcome, what in
      #expect(outcome.status == 65 && outcome.isRefusal(naming: "damaged.h5"), "\(what)")
    }
  }

  @Test func `Damaged scores are not reported, and the audit finds what is damaged`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("report", "SHARDS=1").status == 0)
      var damage = Damage(seed: 3)
      let artifacts = [
        "audio/000.h5", "features/mfcc.h5", "split.h5", "models/mfcc/vae/seed-42.h5",
        "scores/mfcc/vae/seed-42.h5",
      ]
      for number in 0..<Faults.count(5, of: 100) {
        let artifact = artifacts[number % artifacts.count]
        let url = URL(filePath: experiment.path("data/small/\(artifact)"))
        let whole = try Data(contentsOf: url)
        let damaged = damage.damaged(Array(whole.dropLast(84)), damage.kind())
        try Data(damaged + Array(whole.suffix(84))).write(to: url)
        let audit = try experiment.program(
          "split", ["audit", "--experiment", "data/small", "--output", "audit.h5"])
        #expect(
          audit.status == 2 && audit.errors.contains(artifact), "\(artifact): \(audit)")
        if artifact.hasPrefix("scores") || artifact == "split.h5" {
          let report = try experiment.program(
            "report", ["--experiment", "data/small", "--output", "report/index.html"])
          #expect(report.status == 65 && report.isRefusal(naming: artifact), "\(report)")
        }
        try whole.write(to: url)
      }
    }
  }
}
