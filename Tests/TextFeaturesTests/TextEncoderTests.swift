import Configuration
import Foundation
import HDF5
import TestSupport
import Testing
import TextFeatures

@Suite("Encoders of text")
struct TextEncoderTests {
  private static let families = ["bert", "xlm-roberta"]

  private func encoder(_ folder: String, _ yaml: String = "tokens: 32") throws -> TextEncoder {
    let settings = try configuration(
      parsing: "folder: \"\(folder)\"\n" + yaml, name: "F.yaml"
    ) { try EncoderSettings($0) }.settings
    return try TextEncoder(settings, relativeTo: "")
  }

  private func vectors(
    _ texts: [String], _ encoder: TextEncoder, threads: Int = 2
  ) throws -> [[Float]] {
    try encoder.vectors(of: texts, threads: threads).map { try $0.get() }
  }

  @Test(arguments: families, ["cls", "mean"])
  func `Vectors are PyTorch's, tokens included`(family: String, pooling: String) throws {
    let file = try HDF5File(reading: fixture("text/encoders.h5"))
    let encoder = try encoder(fixture("text/\(family)"), "tokens: 32\npooling: \(pooling)")
    let found = try vectors(try file.texts("texts"), encoder)
    let expected: [Float] = try file.read("\(family)/\(pooling)")
    expectClose(found.flatMap { $0 }, expected, absolute: 1e-4, "vectors")
  }

  @Test(arguments: families)
  func `A text's vector depends on nothing else`(family: String) throws {
    let texts = try HDF5File(reading: fixture("text/encoders.h5")).texts("texts")
    let encoder = try encoder(fixture("text/\(family)"))
    let together = try vectors(texts, encoder, threads: 1)
    #expect(try vectors(texts, encoder, threads: 2) == together)
    #expect(try vectors(texts.reversed(), encoder) == together.reversed())
    #expect(try vectors([texts[1]], encoder) == [together[1]])
  }

  @Test func `Long texts end with the window, or are the mean of windows`() throws {
    let folder = fixture("text/bert")
    let text = [String](repeating: "love moon", count: 15).joined(separator: " ")
    let (start, rest) = (
      [String](repeating: "love moon", count: 15).joined(separator: " "),
      [String](repeating: "the sea", count: 3).joined(separator: " ")
    )
    let cut = try vectors([start + " " + rest, text], encoder(folder))
    #expect(cut[0] == cut[1])
    let whole = try vectors([start + " " + rest], encoder(folder, "tokens: 32\nlong: windows"))
    let parts = try vectors([start, rest], encoder(folder))
    expectClose(whole[0], zip(parts[0], parts[1]).map { ($0 + $1) / 2 }, absolute: 1e-6)
  }

  @Test func `Windows that are kept apart have the vectors of their words, as many as asked for`()
    throws
  {
    let folder = fixture("text/bert")
    // 30 tokens fit between first and last.
    let parts = [("love moon", 15), ("the sea", 15), ("love the", 4)].map { words, count in
      [String](repeating: words, count: count).joined(separator: " ")
    }
    let texts = [parts.joined(separator: " "), "love", parts[1]]
    func found(_ yaml: String) throws -> [[Float]] {
      try vectors(texts, encoder(folder, "tokens: 32\nlong: " + yaml))
    }
    let (whole, alone) = try (found("separate"), vectors(parts, encoder(folder)))
    #expect(whole.map(\.count) == [3 * 24, 24, 24])
    #expect(whole[0] == alone.flatMap { $0 } && whole[2] == alone[1])
    let sums = (0..<24).map { j in [0, 24, 48].reduce(Float(0)) { $0 + whole[0][$1 + j] } }
    expectClose(try found("windows")[0], sums.map { $0 / 3 }, absolute: 1e-6)
    #expect(try found("separate\nwindows: 2")[0] == Array(whole[0].prefix(48)))
    #expect(try found("separate\nwindows: 1") == found("truncate"))
    let normal = try found("separate\nnormalize: true")[0]
    for start in [0, 24, 48] {
      let window = normal[start..<(start + 24)]
      #expect(abs(window.reduce(0) { $0 + Double($1) * Double($1) } - 1) < 1e-5)
    }
  }

  @Test func `Vectors have the length 1 on request`() throws {
    let found = try vectors(
      ["love", "moon"], encoder(fixture("text/bert"), "tokens: 32\nnormalize: true"))
    for vector in found {
      #expect(abs(vector.reduce(0) { $0 + Double($1) * Double($1) } - 1) < 1e-5)
    }
  }

  @Test func `Numbers of half length are those that they stand for`() throws {
    try withTemporaryDirectory { folder in
      let texts = ["the moon", "love"]
      let exact = try vectors(texts, encoder(fixture("text/bert")))
      // The upper halves of the weights' bits: BF16, rounded down.
      let path = try copy("bert", to: folder)
      try rewrite(path) { header, bytes in
        header = header.replacing("\"F32\"", with: "\"BF16\"")
        header = header.replacing(#/"data_offsets":\[(\d+),(\d+)\]/#) { match in
          "\"data_offsets\":[\((Int(match.output.1) ?? 0) / 2),\((Int(match.output.2) ?? 0) / 2)]"
        }
        bytes = Data(
          stride(from: 0, to: bytes.count, by: 4).flatMap { [bytes[$0 + 2], bytes[$0 + 3]] })
      }
      let found = try vectors(texts, encoder(path))
      let difference = zip(found.joined(), exact.joined()).map { abs($0 - $1) }.max() ?? 0
      #expect(difference > 1e-6 && difference < 0.3)
    }
  }

  @Test(arguments: [
    ("config.json", "", "config.json"), ("model.safetensors", "", "model.safetensors"),
    ("vocab.txt", "", "vocab.txt"), ("vocab.txt", "love\n", "[UNK]"),
    ("config.json", "{}", "model_type"), ("config.json", "[1", "not the settings"),
    ("model.safetensors", "none at all", "not a file of tensors"),
  ])
  func `What is missing or wrong is named`(file: String, content: String, word: String) throws {
    try withTemporaryDirectory { folder in
      let path = try copy("bert", to: folder)
      let url = URL(filePath: path).appending(path: file)
      try FileManager.default.removeItem(at: url)
      if !content.isEmpty { try Data(content.utf8).write(to: url) }
      let error = #expect(throws: TextError.self) { _ = try encoder(path) }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test(arguments: [
    ("\"hidden_size\": 24", "\"hidden_size\": 28", "embeddings.word_embeddings.weight"),
    ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "encoder.layer.2"),
    ("\"model_type\": \"bert\"", "\"model_type\": \"gpt2\"", "gpt2"),
    ("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"silu\"", "hidden_act"),
    ("\"num_attention_heads\": 4", "\"num_attention_heads\": 0", "lengths"),
  ])
  func `Settings that do not fit the weights are refused, naming the tensor`(
    old: String, new: String, word: String
  ) throws {
    try withTemporaryDirectory { folder in
      let path = try copy("bert", to: folder)
      let url = URL(filePath: path).appending(path: "config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      #expect(text.contains(old))
      try Data(text.replacing(old, with: new).utf8).write(to: url)
      let error = #expect(throws: TextError.self) { _ = try encoder(path) }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `Numbers that no model can have are refused`() throws {
    try withTemporaryDirectory { folder in
      let path = try copy("xlm-roberta", to: folder)
      let url = URL(filePath: path).appending(path: "config.json")
      let text = try String(contentsOf: url, encoding: .utf8)
      for number in [Int.max, Int.min, -1] {
        let wrong = text.replacing(
          /"pad_token_id": \d+/, with: "\"pad_token_id\": \(number)")
        #expect(wrong != text)
        try Data(wrong.utf8).write(to: url)
        let error = #expect(throws: TextError.self) { _ = try encoder(path) }
        #expect(error?.description.contains("lengths") == true)
      }
    }
  }

  @Test func `Weights that are cut short or lie are refused`() throws {
    try withTemporaryDirectory { folder in
      let path = try copy("bert", to: folder)
      let url = URL(filePath: path).appending(path: "model.safetensors")
      let whole = try Data(contentsOf: url)
      for length in [0, 4, 100, whole.count - 1] {
        try whole.prefix(length).write(to: url)
        #expect(throws: TextError.self) { _ = try encoder(path) }
      }
      var huge = whole
      huge.replaceSubrange(0..<8, with: [UInt8](repeating: 255, count: 8))
      try huge.write(to: url)
      #expect(throws: TextError.self) { _ = try encoder(path) }
    }
  }

  @Test func `More tokens than the model takes are refused`() throws {
    let error = #expect(throws: TextError.self) {
      _ = try encoder(fixture("text/bert"), "tokens: 33")
    }
    #expect(error?.description.contains("32 at most") == true)
    #expect(throws: TextError.self) { _ = try encoder(fixture("text/xlm-roberta"), "tokens: 33") }
  }

  /// Copies a model.
  private func copy(_ family: String, to folder: URL) throws -> String {
    let copy = folder.appending(path: "model")
    try FileManager.default.copyItem(
      atPath: fixture("text/\(family)"), toPath: copy.path(percentEncoded: false))
    return copy.path(percentEncoded: false)
  }

  /// Changes header and numbers of a model's weights.
  private func rewrite(_ path: String, _ change: (inout String, inout Data) -> Void) throws {
    let url = URL(filePath: path).appending(path: "model.safetensors")
    let file = [UInt8](try Data(contentsOf: url))
    let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    var header = String(decoding: file[8..<(8 + length)], as: UTF8.self)
    var numbers = Data(file[(8 + length)...])
    change(&header, &numbers)
    var result = Data((0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) })
    result += Data(header.utf8) + numbers
    try result.write(to: url)
  }
}
