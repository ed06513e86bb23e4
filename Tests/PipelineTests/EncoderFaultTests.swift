import Foundation
import TestSupport
import Testing

@Suite("Damaged encoders", .enabled(if: SmallExperiment.programsAreBuilt))
struct EncoderFaultTests {
  /// Lyrics in four languages, decoded, and three encoders: with WordPiece's vocabulary as a text and
  /// as JSON, and with SentencePiece's.
  private func prepared(in folder: URL) throws -> SmallExperiment {
    let experiment = SmallExperiment(of: "small", in: folder)
    let lines = ["the moon, the sea", "love তোমার চাঁদ", "मेरा दिल love", "東京 … don't lu\u{301}na"]
    for (number, line) in lines.enumerated() {
      try experiment.write("\(line)\n\(line) \(number)", to: "corpus/\(number).txt")
    }
    try experiment.write("{audio: none, lyrics: {pair: stem}}", to: "experiment/corpus.yaml")
    let made = try experiment.make("ingest", "SHARDS=1")
    #expect(made.status == 0, "\(made.errors)")

    for (name, fixtures) in [("text", "bert"), ("json", "bert"), ("pieces", "xlm-roberta")] {
      try FileManager.default.copyItem(
        atPath: fixture("text/\(fixtures)"), toPath: experiment.path(name))
      try experiment.write(
        "{kind: transformer, folder: \(name), tokens: 32, long: windows}", to: "\(name).yaml")
    }
    try experiment.write(#"{"do_lower_case": true}"#, to: "text/tokenizer_config.json")
    let vocabulary = try String(
      contentsOfFile: experiment.path("json/vocab.txt"), encoding: .utf8
    ).split(separator: "\n").map(String.init)
    try FileManager.default.removeItem(atPath: experiment.path("json/vocab.txt"))
    let numbers = Dictionary(uniqueKeysWithValues: zip(vocabulary, vocabulary.indices))
    try JSONSerialization.data(
      withJSONObject: [
        "normalizer": ["lowercase": true], "model": ["type": "WordPiece", "vocab": numbers],
      ], options: .sortedKeys
    ).write(to: folder.appending(path: "json/tokenizer.json"))
    return experiment
  }

  private func readers(of files: [String]) -> [SmallExperiment.Reader] {
    files.map { file in
      let encoder = file.prefix { $0 != "/" }
      return (
        file, "featurize",
        "extract --configuration \(encoder).yaml --audio data/small/audio/000.h5 --output o.h5"
      )
    }
  }

  @Test func `Damaged weights are used as they are, or refused in a sentence`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try prepared(in: folder)
      let readers = readers(of: ["text/model.safetensors", "pieces/model.safetensors"])
      var isOfHeader = false
      let ends = try experiment.tryOut(readers, Faults.count(20, of: 500), seed: 9) {
        damage, file in
        isOfHeader.toggle()
        guard isOfHeader else {
          let kind = damage.kind()
          return damage.damaged([UInt8](file), kind)
        }
        // The header says its own length, which damage to it would belie otherwise.
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = damage.damaged(
          text: String(decoding: file[8..<(8 + length)], as: UTF8.self))
        return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
          + file[(8 + length)...]
      }
      Faults.tell("damaged safetensors: \(ends)")
    }
  }

  @Test func `Damaged vocabularies and settings are used as they are, or refused in a sentence`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try prepared(in: folder)
      let readers = readers(of: [
        "pieces/sentencepiece.bpe.model", "text/vocab.txt", "json/tokenizer.json",
        "pieces/config.json", "pieces/sentencepiece.bpe.model", "text/tokenizer_config.json",
      ])
      let ends = try experiment.tryOut(readers, Faults.count(30, of: 500), seed: 10) {
        damage, file in
        guard let text = String(validating: file, as: UTF8.self) else {
          let kind = damage.kind()
          return damage.damaged([UInt8](file), kind)
        }
        return damage.damaged(text: text)
      }
      Faults.tell("damaged tokenizers: \(ends)")
    }
  }
}
