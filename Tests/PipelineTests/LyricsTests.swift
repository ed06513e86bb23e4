import Artifacts
import Foundation
import TestSupport
import Testing

/// Corpora of words without audio, through the make targets.
@Suite("Lyrics alone", .enabled(if: SmallExperiment.programsAreBuilt))
struct LyricsTests {
  @Test func `Hostile lyrics are used or quarantined with a reason, through to the scores`() throws
  {
    try withTemporaryDirectory { folder in
      let experiment = SmallExperiment(of: "small", in: folder)
      let verses = [
        ("ar", "يا ليل يا عين والقمر في السماء"), ("he", "הלילה והירח מעל הים הגדול"),
        ("en", "the night and the moon over the sea"),
        ("xx", "night ليل लैला הלילה \u{202e}moon ночь"),
      ]
      for (code, line) in verses {
        for number in 1...4 {
          try experiment.write(
            (0..<6).map { "\(line) \(code) \(number * 7 + $0)" }.joined(separator: "\n"),
            to: "corpus/\(code)/\(number).txt")
        }
      }
      let wrong = ["en/huge.txt", "en/empty.txt", "ar/broken.txt", "en/zero.txt"]
      let contents: [Data] = [
        Data(repeating: UInt8(ascii: "a"), count: 10_000_000), Data(),
        Data([0xd9, 0x8a, 0xff, 0xfe, 0x20, 0x61]), Data("la \u{0} la".utf8),
      ]
      for (name, bytes) in zip(wrong, contents) {
        try bytes.write(to: URL(filePath: experiment.path("corpus/\(name)")))
      }
      try experiment.write(
        """
        audio: none
        lyrics: {pair: stem}
        labels: [language]
        pattern: "{language}/{title}.{ext}"
        max_quarantined: 0.3
        """, to: "experiment/corpus.yaml")
      try experiment.write(
        "kind: tfidf\ncomponents: 4\n", to: "experiment/features/words.yaml")
      try experiment.write(
        "kind: script-statistics\nwords_per_minute: false\n",
        to: "experiment/features/scripts.yaml")
      try experiment.write("kind: raw\n", to: "experiment/models/words/raw.yaml")
      try experiment.write("kind: raw\n", to: "experiment/models/scripts/raw.yaml")
      try experiment.write(
        "proportions: {train: 0.5, validation: 0.25, test: 0.25}\nstratify: [language]\n",
        to: "experiment/split.yaml")
      try experiment.write(
        """
        evaluated: [train, validation, test]
        tasks: [{label: language}]
        clusterings: [{kind: kmeans}]
        """, to: "experiment/evaluation.yaml")
      let outcome = try experiment.make("evaluate")
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let scored = try ScoresArtifact(
        reading: experiment.path("data/small/scores/words/raw/seed-42.h5"))
      #expect(scored.songs.count == 16)
      let said = outcome.output + outcome.errors
      for name in wrong { #expect(said.contains(name), "\(name) in \(said)") }
    }
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["CANTUS_AUDIO"] != nil,
      "needs the JamendoLyrics data set in CANTUS_AUDIO"))
  func `Characters tell the languages of the JamendoLyrics songs`() throws {
    let audio = try #require(ProcessInfo.processInfo.environment["CANTUS_AUDIO"])
    try withTemporaryDirectory { folder in
      let data = folder.path(percentEncoded: false)
      let outcome = try SmallExperiment.run(
        "/usr/bin/make",
        [
          "--no-print-directory", "-o", "bin/built", "evaluate", "EXPERIMENT=jamendo-lyrics",
          "DATA=\(data)", "CORPUS=\(audio)/jamendo",
        ])
      #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
      let scores = try ScoresArtifact(
        reading: data + "/jamendo-lyrics/scores/tfidf/raw/seed-42.h5"
      ).scores
      let (tasks, clusterings) = try (scores.texts("task"), scores.texts("clustering"))
      let (metrics, values) = try (scores.texts("metric"), scores.reals("value"))
      let found = metrics.indices.filter {
        tasks[$0] == "language" && clusterings[$0] == "kmeans" && metrics[$0] == "nmi"
      }
      #expect(!found.isEmpty && found.allSatisfy { values[$0] >= 0.99 })
    }
  }
}
