internal import Foundation

/// The shape of an encoder, as its config.json says.
struct TransformerShape: Sendable, Decodable {
  let model_type: String
  let hidden_size: Int
  let num_hidden_layers: Int
  let num_attention_heads: Int
  let intermediate_size: Int
  let max_position_embeddings: Int
  let vocab_size: Int
  let type_vocab_size: Int?
  let layer_norm_eps: Double?
  let hidden_act: String?
  let pad_token_id: Int?
  let position_embedding_type: String?

  /// Reads config.json.
  ///
  /// - Throws: ``TextError`` when it is not there, or of an encoder that is not known.
  init(folder: String) throws(TextError) {
    let path = "\(folder)/config.json"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TextError("\(path) cannot be read: folder must be that of a model of Hugging Face")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch let DecodingError.keyNotFound(key, _) {
      throw TextError("\(path) has no \(key.stringValue)")
    } catch {
      throw TextError("\(path) is not the settings of a model")
    }
    guard ["bert", "roberta", "xlm-roberta"].contains(model_type) else {
      throw TextError(
        "\(path): models of the type \(model_type.prefix(40)) are not known: bert, roberta, xlm-roberta"
      )
    }
    guard ["gelu", nil].contains(hidden_act), ["absolute", nil].contains(position_embedding_type)
    else {
      throw TextError("\(path): hidden_act must be gelu, position_embedding_type absolute")
    }
    let lengths = [
      hidden_size, num_hidden_layers, num_attention_heads, intermediate_size,
      max_position_embeddings, vocab_size, type_vocab_size ?? 1,
    ]
    guard lengths.allSatisfy({ (1...10_000_000).contains($0) }),
      hidden_size.isMultiple(of: num_attention_heads),
      (0..<vocab_size).contains(pad_token_id ?? 0), mostTokens >= 3
    else { throw TextError("\(path) has lengths that no model can have") }
  }

  /// The position of the first token: RoBERTa's follow that of padding.
  var firstPosition: Int { model_type == "bert" ? 0 : (pad_token_id ?? 1) + 1 }

  /// Most tokens of a text, first and last included.
  var mostTokens: Int { max_position_embeddings - firstPosition }
}
