internal import Foundation
internal import Kernels
internal import LinearAlgebra
internal import Parallelism
internal import Safetensors

/// An encoder of the families of BERT (Devlin et al. 2019, doi 10.18653/v1/N19-1423) and
/// XLM-RoBERTa (Conneau et al. 2020, doi 10.18653/v1/2020.acl-main.747), with the weights of a folder of
/// Hugging Face, which are mapped.
///
/// Each text is worked out by itself, without padding, so that what it gives depends on nothing else.
struct Transformer: Sendable {
  let shape: TransformerShape
  private let words: Tensor
  private let positions: Tensor
  private let types: Tensor
  private let norm: Norm
  private let layers: [Layer]

  /// Maps `model.safetensors` of a folder.
  ///
  /// - Throws: `SafetensorsError` or ``TextError`` naming what is missing or does not fit.
  init(folder: String) throws {
    let shape = try TransformerShape(folder: folder)
    let file = try SafetensorsFile(mapping: "\(folder)/model.safetensors")
    // Of a model with a task of its own, the encoder has a name before all others.
    let suffix = "embeddings.word_embeddings.weight"
    let prefix = file.names.first { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
    let weights = Weights(file: file, prefix: prefix ?? "")
    let d = shape.hidden_size
    words = try weights.tensor("embeddings.word_embeddings.weight", [shape.vocab_size, d])
    positions = try weights.tensor(
      "embeddings.position_embeddings.weight", [shape.max_position_embeddings, d])
    types = try weights.tensor(
      "embeddings.token_type_embeddings.weight", [shape.type_vocab_size ?? 1, d])
    norm = try Norm(weights, "embeddings.LayerNorm", shape)
    layers = try (0..<shape.num_hidden_layers).map { try Layer(weights, $0, shape) }
    self.shape = shape
  }

  /// What the last layer makes of the tokens of texts.
  ///
  /// - Parameters:
  ///   - texts: The tokens of each, 1 … most, first and last included.
  ///   - threads: Number of workers; bits do not depend on it.
  /// - Returns: (tokens, d) of each.
  func states(of texts: [[Int]], threads: Int) -> [Matrix] {
    var states = concurrentValues(count: texts.count, threads: threads) { embedded(texts[$0]) }
    for layer in layers {
      // Numbers of half length are converted once for all texts.
      let layer = layer.loaded()
      states = concurrentValues(count: texts.count, threads: threads) { [states] in
        layer.apply(to: states[$0])
      }
    }
    return states
  }

  /// The sum of what words, positions and the one type stand for, normalised.
  private func embedded(_ tokens: [Int]) -> Matrix {
    precondition((1...shape.mostTokens).contains(tokens.count))
    let d = shape.hidden_size
    var result = Matrix(rows: tokens.count, columns: d)
    var other: [Float] = []
    other.reserveCapacity(tokens.count * d)
    let type = types.numbers(0..<d)
    for (place, token) in tokens.enumerated() {
      // What is beyond the vocabulary stands for itself as the last: only a wrong folder has it.
      let row = min(token, shape.vocab_size - 1)
      let word = words.numbers((row * d)..<((row + 1) * d))
      let start = (shape.firstPosition + place) * d
      other += positions.numbers(start..<(start + d))
      for j in 0..<d { result[place, j] = word[j] + type[j] }
    }
    norm.apply(to: &result, adding: other)
    return result
  }
}

/// Tensors by name.
private struct Weights {
  let file: SafetensorsFile
  let prefix: String

  func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
    try file.tensor(prefix + name, shape: shape)
  }
}

/// An affine map.
private struct Affine: Sendable {
  var weight: Tensor
  let bias: [Float]

  init(_ weights: Weights, _ name: String, from inputs: Int, to outputs: Int) throws {
    weight = try weights.tensor("\(name).weight", [outputs, inputs])
    bias = try weights.tensor("\(name).bias", [outputs]).numbers
  }

  /// x·Wᵀ + b.
  func apply(to x: Matrix) -> Matrix {
    var y = Matrix(rows: x.rows, columns: bias.count)
    for i in 0..<y.rows {
      for j in 0..<bias.count { y.elements[i * bias.count + j] = bias[j] }
    }
    let place = Block(rows: y.rows, columns: y.columns)
    let elements = x.elements
    var span = y.elements.mutableSpan
    weight.addProduct(of: elements.span, rows: x.rows, to: &span, at: place)
    return y
  }
}

private struct Norm: Sendable {
  let weight: [Float]
  let bias: [Float]
  let epsilon: Double

  init(_ weights: Weights, _ name: String, _ shape: TransformerShape) throws {
    weight = try weights.tensor("\(name).weight", [shape.hidden_size]).numbers
    bias = try weights.tensor("\(name).bias", [shape.hidden_size]).numbers
    epsilon = shape.layer_norm_eps ?? 1e-12
  }

  func apply(to x: inout Matrix, adding other: [Float]) {
    var span = x.elements.mutableSpan
    addNormalized(
      &span, other.span, weight: weight.span, bias: bias.span, epsilon: epsilon)
  }
}

/// One layer: attention of tokens to each other, then two affine maps of each token, both added to
/// what was there and normalised.
private struct Layer: Sendable {
  private var query: Affine
  private var key: Affine
  private var value: Affine
  private var answer: Affine
  private var widening: Affine
  private var narrowing: Affine
  private let answerNorm: Norm
  private let norm: Norm
  private let heads: Int

  init(_ weights: Weights, _ index: Int, _ shape: TransformerShape) throws {
    let (d, name) = (shape.hidden_size, "encoder.layer.\(index)")
    query = try Affine(weights, "\(name).attention.self.query", from: d, to: d)
    key = try Affine(weights, "\(name).attention.self.key", from: d, to: d)
    value = try Affine(weights, "\(name).attention.self.value", from: d, to: d)
    answer = try Affine(weights, "\(name).attention.output.dense", from: d, to: d)
    answerNorm = try Norm(weights, "\(name).attention.output.LayerNorm", shape)
    widening = try Affine(
      weights, "\(name).intermediate.dense", from: d, to: shape.intermediate_size)
    narrowing = try Affine(weights, "\(name).output.dense", from: shape.intermediate_size, to: d)
    norm = try Norm(weights, "\(name).output.LayerNorm", shape)
    heads = shape.num_attention_heads
  }

  /// The layer with numbers that products can take.
  func loaded() -> Layer {
    var copy = self
    copy.query.weight = query.weight.loaded()
    copy.key.weight = key.weight.loaded()
    copy.value.weight = value.weight.loaded()
    copy.answer.weight = answer.weight.loaded()
    copy.widening.weight = widening.weight.loaded()
    copy.narrowing.weight = narrowing.weight.loaded()
    return copy
  }

  /// (tokens, d) → (tokens, d).
  func apply(to x: Matrix) -> Matrix {
    var attended = answer.apply(to: attention(x))
    answerNorm.apply(to: &attended, adding: x.elements)
    var wide = widening.apply(to: attended)
    var span = wide.elements.mutableSpan
    gelu(&span)
    var result = narrowing.apply(to: wide)
    norm.apply(to: &result, adding: attended.elements)
    return result
  }

  /// softmax(q·kᵀ/√size)·v of each head, side by side (Vaswani et al. 2017, arXiv 1706.03762).
  private func attention(_ x: Matrix) -> Matrix {
    let (q, k, v) = (query.apply(to: x), key.apply(to: x), value.apply(to: x))
    let (tokens, d, size) = (x.rows, x.columns, x.columns / heads)
    var result = Matrix(rows: tokens, columns: d)
    var scores = [Float](repeating: 0, count: tokens * tokens)
    let square = Block(rows: tokens, columns: tokens)
    for head in 0..<heads {
      let part = Block(offset: head * size, rows: tokens, columns: size, leading: d)
      var span = scores.mutableSpan
      multiply(q.elements.span, part, k.elements.span, part, .transposed, into: &span, at: square)
      softmax(&span, columns: tokens, scale: 1 / Float(size).squareRoot())
      var answers = result.elements.mutableSpan
      multiply(scores.span, square, v.elements.span, part, into: &answers, at: part)
    }
    return result
  }
}
