import Foundation
import TestSupport
import Testing

@Suite("Damaged settings, tables and vectors", .enabled(if: SmallExperiment.programsAreBuilt))
struct TextFaultTests {
  /// A small experiment, made up to features and split, with a metadata table, a given split and
  /// vectors that a user brings.
  private func prepared(in folder: URL) throws -> SmallExperiment {
    let experiment = try SmallExperiment(in: folder)
    let made = try experiment.make("train", "SHARDS=1")
    #expect(made.status == 0, "\(made.errors)")
    let songs = try String(contentsOfFile: experiment.path("data/small/songs.csv"), encoding: .utf8)
    let ids = songs.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").first }
    try experiment.write(
      "song_id,part\n" + ids.map { "\($0),train" }.joined(separator: "\n"), to: "given.csv")
    try experiment.write("given: given.csv", to: "given.yaml")
    try experiment.write(
      "file,name,style\n"
        + ids.map { "\($0.split(separator: "/").last ?? "").wav,\"A, \($0)\",x" }
        .joined(separator: "\n"), to: "corpus/about.csv")
    try experiment.write(
      """
      pattern: "{language}/{genre}/{_title}.{ext}"
      labels: [language, genre]
      metadata: {file: about.csv, key: file, join: file, columns: {title: name}}
      max_quarantined: 0.2
      """, to: "about.yaml")
    try experiment.write("song_id\n" + ids.joined(separator: "\n"), to: "ids.csv")
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(ids.count), 2), }"
    let preamble = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    try Data(
      preamble + repeatElement(0x20, count: 117 - header.utf8.count) + [0x0a]
        + repeatElement(0, count: 8 * ids.count)
    ).write(to: URL(filePath: experiment.path("vectors.npy")))
    try experiment.write(
      "kind: external\nfile: vectors.npy\nids: ids.csv", to: "external.yaml")
    return experiment
  }

  private static let scan = "scan --corpus corpus --output o.csv --shards-folder o --configuration"
  private static let quarantine = "--quarantine data/small/quarantine.yaml"
  private static let fit =
    "--features data/small/features/mfcc.h5 --split data/small/split.h5 --seed 1 --max-steps 2 --output o.h5"
  private static let extract = "--audio data/small/audio/000.h5 --output o.h5"

  /// Files, and the command that reads each.
  private static let settings: [SmallExperiment.Reader] = [
    ("experiment/corpus.yaml", "ingest", "\(scan) experiment/corpus.yaml"),
    (
      "experiment/features/mfcc.yaml", "featurize",
      "extract --configuration experiment/features/mfcc.yaml \(extract)"
    ),
    (
      "experiment/split.yaml", "split",
      "make --configuration experiment/split.yaml \(quarantine) --output o.h5 data/small/audio/000.h5"
    ),
    (
      "experiment/models/mfcc/vae.yaml", "train",
      "fit --configuration experiment/models/mfcc/vae.yaml \(fit)"
    ),
    (
      "experiment/evaluation.yaml", "evaluate",
      """
      --configuration experiment/evaluation.yaml --model data/small/models/mfcc/vae/seed-42.h5 \
      --features data/small/features/mfcc.h5 --split data/small/split.h5 --output o.h5
      """
    ),
  ]

  private static let tables: [SmallExperiment.Reader] = [
    ("corpus/about.csv", "ingest", "\(scan) about.yaml"),
    (
      "data/small/songs/000.csv", "ingest",
      """
      decode --configuration data/small/decoding.yaml --corpus corpus --output o.h5 \
      --songs data/small/songs/000.csv
      """
    ),
    (
      "given.csv", "split",
      "make --configuration given.yaml \(quarantine) --output o.h5 data/small/audio/000.h5"
    ),
    ("ids.csv", "featurize", "extract --configuration external.yaml \(extract)"),
  ]

  private func tryOut(
    _ cases: [SmallExperiment.Reader], _ count: Int, seed: UInt64,
    by damaged: (inout Damage, Data) -> [UInt8]
  ) throws -> Tally {
    try withTemporaryDirectory { folder in
      try prepared(in: folder).tryOut(cases, count, seed: seed, by: damaged)
    }
  }

  @Test func `Damaged settings are used as they are, or refused in a sentence`() throws {
    let ends = try tryOut(Self.settings, Faults.count(30, of: 500), seed: 5) { damage, file in
      damage.damaged(text: String(decoding: file, as: UTF8.self))
    }
    Faults.tell("damaged YAML: \(ends)")
  }

  @Test func `Damaged tables are read as they are, or refused in a sentence`() throws {
    let ends = try tryOut(Self.tables, Faults.count(20, of: 500), seed: 6) { damage, file in
      damage.damaged(text: String(decoding: file, as: UTF8.self))
    }
    Faults.tell("damaged CSV: \(ends)")
  }

  @Test func `Damaged NumPy files are read as they are, or refused in a sentence`() throws {
    let vectors = [
      (
        file: "vectors.npy", program: "featurize",
        arguments: "extract --configuration external.yaml \(Self.extract)"
      )
    ]
    let ends = try tryOut(vectors, Faults.count(14, of: 500), seed: 7) { damage, file in
      let kind = damage.kind()
      return damage.damaged([UInt8](file), kind)
    }
    Faults.tell("damaged NPY: \(ends)")
  }
}
