import Artifacts
import Autoencoders
import Configuration
import DataSplit
import Foundation
import LeakageAudit
import LinearAlgebra
import TestSupport
import Testing
import TextFeatures
import TrainingData

/// Statistics that claim to be of the training songs, and are, or are not.
@Suite("Statistics fitted again")
struct RefitTests {
  private static let words = [
    "la luna y el mar y la noche", "der Mond und das Meer", "los unicos versos",
    "la noche y el sol",
    "die Sonne und der Tag", "el mar y la noche larga", "das Lied und der Mond", "un verso xyzzy",
  ]

  /// Everything but the clips' rows that models fit before they see numbers.
  private static let sets: [[String]] = [
    ["kind: tfidf\nterms: 100\ncomponents: 2\n"],
    ["kind: tfidf\nindex: hashing\nterms: 64\ncomponents: 0\n"],
    ["kind: metadata\nnumbers: [year]\none_hot: {artist: 3}\ntags: [tags]\n"],
    ["kind: descriptor-words\nfolder: /weights\n"],
    ["kind: descriptors\n", "kind: tfidf\nterms: 100\ncomponents: 2\n"],
    ["kind: descriptors\n", "kind: descriptors\n"],
    ["kind: descriptors\n", "kind: transformer\nfolder: /weights\nlong: separate\n"],
  ]

  @Test(arguments: sets)
  func `What was fitted to the training songs comes out again, and nothing else does`(
    _ features: [String]
  ) throws {
    try withTemporaryDirectory { folder in
      let data = folder.path()
      let paths = features.indices.map { "\(data)/features/f\($0).h5" }
      for (path, settings) in zip(paths, features) { try writeFeatures(path, settings) }
      // The split that is kept, and one whose training part has the last song too.
      let (kept, other) = ("\(data)/split.h5", "\(data)/other.h5")
      try writeSplit(other, training: [0, 1, 2, 3, 4, 7])
      try writeSplit(kept, training: [0, 1, 2, 3, 4])
      let model = "\(data)/models/f/raw/seed-1.h5"
      for (split, isHonest) in [(kept, true), (other, false)] {
        try writeModel(
          model, Self.keepsWindows(features.last) ? "multimodal-vae" : "raw", paths,
          fittedTo: split, claiming: kept)
        #expect(try found(in: data, isDeep: false).isEmpty)
        let deep = try found(in: data, isDeep: true)
        #expect(deep.isEmpty == isHonest)
        if !isHonest, Self.keepsWindows(features.last) {
          #expect(deep.contains { $0.message.contains("second standardization") })
        }
        #expect(deep.allSatisfy { $0.objects == ["models/f/raw/seed-1.h5"] })
      }
    }
  }

  @Test func `A model whose features are of other clips cannot be fitted again, which is said`()
    throws
  {
    try withTemporaryDirectory { folder in
      let data = folder.path()
      let features = "\(data)/features/f0.h5"
      try writeFeatures(features, "kind: tfidf\nterms: 100\ncomponents: 2\n")
      try writeSplit("\(data)/split.h5", training: [0, 1, 2])
      let model = "\(data)/models/f/raw/seed-1.h5"
      try writeModel(
        model, "raw", [features], fittedTo: "\(data)/split.h5", claiming: "\(data)/split.h5")
      try FileManager.default.removeItem(atPath: features)
      let deep = try found(in: data, isDeep: true)
      #expect(deep.count == 1 && deep[0].message.contains("cannot be fitted again"))
    }
  }

  private func found(in data: String, isDeep: Bool) throws -> [AuditArtifact.Finding] {
    try Audit(
      experiment: data, configurations: nil, output: data + "/audit.h5", isDeep: isDeep, threads: 2
    ).artifact.findings.filter { $0.code == "L11" }
  }

  // MARK: - Writing

  private static func keepsWindows(_ settings: String?) -> Bool {
    settings?.contains("long: separate") ?? false
  }

  private func made(_ path: String) throws -> String {
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    return path
  }

  private func writeFeatures(_ path: String, _ settings: String) throws {
    let songs = Array(Self.words.indices)
    let sentences = Sentences(
      DescriptorWords.sentences,
      Matrix(
        rows: DescriptorWords.sentences.count, columns: 2,
        elements: DescriptorWords.sentences.indices.flatMap { [Float($0 % 9), Float($0 / 9)] }))
    // The same four numbers are those of two windows, of which every other song has one.
    let axes =
      Self.keepsWindows(settings)
      ? [
        FeatureAxis(FeatureAxis.window, .reals([1, 2])),
        FeatureAxis("statistic", .texts(["a", "b"])),
      ]
      : [FeatureAxis("statistic", .texts(DescriptorWords.columns))]
    try FeaturesArtifact.write(
      to: made(path), Provenance(of: path, configuration: settings, inputs: []),
      axes: axes, unit: "mixed",
      sentences: sentences
    ) { writer in
      for song in songs {
        for clip in 0..<2 {
          let value = Float(song * song + clip)
          try writer.append([100 + value, value, -value, value / 2].span)
        }
      }
      return (
        try Songs(
          Table([
            .init("song_id", songs.map { "song \($0)" }),
            .init("artist", songs.map { "artist \($0 % 3)" }),
            .init("title", Self.words.map { String($0.prefix(8)) }),
            .init("year", songs.map { "\(1990 + $0 * $0)" }),
            .init("tags", songs.map { "old; \($0 < 5 ? "slow" : "fast")" }),
            .init("text", Self.words), .init("windows", songs.map { 1 + $0 % 2 }),
          ]), labels: []),
        Clips(
          ids: songs.flatMap { ["song \($0)@0", "song \($0)@1"] },
          songs: songs.flatMap { [$0, $0] },
          starts: songs.flatMap { _ in [0.0, 1] }, durations: songs.flatMap { _ in [1.0, 1] }),
        []
      )
    }
  }

  private func writeSplit(_ path: String, training: [Int]) throws {
    let songs = Self.words.indices
    try SplitArtifact(
      provenance: Provenance(of: path, configuration: "seed: 1\n", inputs: [], seed: 1),
      songIDs: songs.map { "song \($0)" },
      parts: songs.map { training.contains($0) ? .train : .test }, groups: Array(songs), links: []
    ).write(to: path)
  }

  private func writeModel(
    _ path: String, _ kind: String, _ features: [String], fittedTo split: String,
    claiming kept: String
  ) throws {
    let yaml = "kind: \(kind)\nstandardize: feature\n"
    let settings = try configuration(parsing: yaml, name: "raw.yaml") { try ModelSettings($0) }
      .settings
    func data(_ split: String) throws -> LearningData {
      try LearningData(
        features: features[0], second: features.dropFirst().first, for: settings, split: split,
        fold: nil, threads: 1)
    }
    let (data, claimed) = try (data(split), data(kept))
    let second = try data.second?.matrix(settings.standardization, fittedTo: data, threads: 1)
    let fitted =
      data.fitted
      + [ModelArtifact.Fitted](try data.standardization(settings.standardization, threads: 1))
      + [ModelArtifact.Fitted](second?.standardization, name: "second standardization")
    try ModelArtifact(
      provenance: Provenance(
        of: made(path), configuration: yaml, inputs: features + [kept], seed: 1),
      kind: kind, songs: data.songs, clips: data.clips, parts: claimed.parts,
      mean: Matrix(rows: data.clips.count, columns: 2), history: Table([]), parameters: [],
      layout: [],
      fitted: fitted.map {
        ModelArtifact.Fitted(
          name: $0.name, rows: claimed.rows.training.indices, values: $0.values, texts: $0.texts)
      }, conditionedOn: [], bestEpoch: nil
    ).write(to: path)
  }
}
