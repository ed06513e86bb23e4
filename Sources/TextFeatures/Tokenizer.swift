internal import Configuration
internal import Foundation
internal import SentencePiece

/// Divides texts into the tokens of a model.
enum Tokenizer: Sendable {
  /// WordPiece's.
  case wordPiece(WordPiece)
  /// SentencePiece's, with the numbers that XLM-RoBERTa gives them.
  case sentencePiece(SharedModel)

  /// A model that values may share.
  final class SharedModel: Sendable {
    let model: SentencePieceModel

    init?(reading path: String) {
      guard let model = SentencePieceModel(reading: path) else { return nil }
      self.model = model
    }
  }

  /// Opens the tokenizer of a folder: `sentencepiece.bpe.model`, else `vocab.txt`, else the vocabulary in
  /// `tokenizer.json`.
  ///
  /// - Throws: ``TextError`` naming what is missing or wrong.
  init(folder: String) throws(TextError) {
    let files = FileManager.default
    let path = folder + "/sentencepiece.bpe.model"
    if files.fileExists(atPath: path) {
      guard let model = SharedModel(reading: path) else {
        throw TextError("\(path) is no model of SentencePiece: download it again")
      }
      self = .sentencePiece(model)
      return
    }
    let settings = json("\(folder)/tokenizer_config.json")
    let whole = json("\(folder)/tokenizer.json")
    let normalizer = whole?["normalizer"] as? [String: Any]
    let isLower =
      normalizer?["lowercase"] as? Bool ?? settings?["do_lower_case"] as? Bool ?? true
    let vocabulary: [String]
    if let text = files.contents(atPath: "\(folder)/vocab.txt") {
      // A token may be what Unicode counts as an end of line.
      var lines = text.split(separator: 10, omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      vocabulary = lines.map { String(decoding: $0.last == 13 ? $0.dropLast() : $0, as: UTF8.self) }
    } else if let model = whole?["model"] as? [String: Any],
      model["type"] as? String == "WordPiece",
      let numbers = model["vocab"] as? [String: Int]
    {
      guard Set(numbers.values) == Set(0..<numbers.count) else {
        throw TextError("\(folder)/tokenizer.json: the tokens are not numbered one by one")
      }
      vocabulary = numbers.sorted { $0.value < $1.value }.map(\.key)
    } else {
      throw TextError(
        "\(folder) has none of sentencepiece.bpe.model, vocab.txt or a tokenizer.json of WordPiece: put "
          + "the model's own beside its weights")
    }
    do {
      self = .wordPiece(try WordPiece(vocabulary, isCased: !isLower))
    } catch {
      throw TextError("\(folder): \(error)")
    }
  }

  /// The tokens of a text, in order, without first and last.
  ///
  /// - Throws: ``TextError`` when the library has no answer.
  func tokens(of text: String) throws(TextError) -> [Int] {
    switch self {
    case .wordPiece(let tokenizer): return tokenizer.tokens(of: text)
    case .sentencePiece(let shared):
      guard let pieces = shared.model.pieces(of: text) else {
        throw TextError("its words cannot be divided into tokens")
      }
      // XLM-RoBERTa has fairseq's <s>, <pad>, </s>, <unk> before the pieces, which begin with <unk>,
      // <s>, </s>.
      return pieces.map { $0 < 3 ? 3 : $0 + 1 }
    }
  }

  /// A text's tokens as the model takes them.
  func framed(_ tokens: some Sequence<Int>) -> [Int] {
    switch self {
    case .wordPiece(let tokenizer): [tokenizer.first] + tokens + [tokenizer.last]
    case .sentencePiece: [0] + tokens + [2]
    }
  }
}

/// A file of one JSON object; `nil` when there is none.
func json(_ path: String) -> [String: Any]? {
  guard let data = FileManager.default.contents(atPath: path) else { return nil }
  return try? JSONSerialization.jsonObject(with: data) as? [String: Any]
}
