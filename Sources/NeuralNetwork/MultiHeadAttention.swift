internal import Foundation
public import LinearAlgebra
internal import Parallelism

/// Scaled dot-product attention with several heads (Vaswani et al. 2017, arXiv 1706.03762), as
/// PyTorch's `MultiheadAttention` without dropout: each of L tokens of a row asks T tokens of the
/// same row's other sequence.
///
/// x (B, L·E), other (B, T·K), y (B, L·E). With q = x·W_qᵀ + b_q and (k, v) = other·W_kvᵀ + b_kv cut
/// into H heads of E/H features, each head gives softmax(q·kᵀ/√(E/H))·v, and y = (heads side by
/// side)·W_oᵀ + b_o. W_q, W_kv start as PyTorch's (Glorot & Bengio 2010), W_o as a dense layer, all
/// biases at 0. It has two inputs, so it is no ``Layer``.
public struct MultiHeadAttention: Sendable {
  /// H.
  public let heads: Int
  /// W_q and b_q.
  public let query: Dense
  /// W_kv and b_kv: keys first, then values.
  public let keyValue: Dense
  /// W_o and b_o.
  public let output: Dense

  private var features: Int { output.weight.rows }
  private var headSize: Int { features / heads }

  /// Reserves “name.query”, “name.key_value” and “name.output”, each with “.weight” and “.bias”.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - features: E, a multiple of H.
  ///   - otherFeatures: K.
  ///   - heads: H, ≥ 1.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, features: Int, otherFeatures: Int, heads: Int, in layout: inout Layout
  ) {
    precondition(heads >= 1 && features % heads == 0)
    self.heads = heads
    // PyTorch draws the three matrices as one where they have one shape.
    let together = features == otherFeatures
    func glorot(_ inputs: Int) -> Initial {
      .uniform(bound: (6 / Double(inputs + (together ? 3 : 1) * features)).squareRoot())
    }
    query = Dense(
      name + ".query", inputs: features, outputs: features, weight: glorot(features),
      bias: .constant(0), in: &layout)
    keyValue = Dense(
      name + ".key_value", inputs: otherFeatures, outputs: 2 * features,
      weight: glorot(otherFeatures), bias: .constant(0), in: &layout)
    output = Dense(
      name + ".output", inputs: features, outputs: features, bias: .constant(0), in: &layout)
  }

  /// What `forward` leaves for `backward`.
  public struct Cache: Sendable {
    fileprivate let inputs: (query: AffineCache, keyValue: AffineCache, output: AffineCache)
    /// By row and head, (B·H, L or T · E/H).
    fileprivate let (q, k, v): (Matrix, Matrix, Matrix)
    /// Of each token for each other one, (B·H, L·T).
    fileprivate let weights: Matrix
  }

  /// The answer to each token.
  ///
  /// - Parameters:
  ///   - x: (B, L·E).
  ///   - other: (B, T·K).
  ///   - seen: Whether each token of `other` may be seen, (B·T); `nil` for all. Where a row has
  ///     none to be seen, the heads give 0.
  ///   - parameters: Of the layout.
  ///   - pass: Gives memory and threads.
  public func forward(
    _ x: consuming Matrix, over other: consuming Matrix, seen: [Bool]? = nil,
    _ parameters: Parameters, _ pass: inout Pass
  ) -> (y: Matrix, cache: Cache) {
    let (rows, columns) = (x.rows, x.columns)
    let tokens = columns / features
    let others = other.columns / keyValue.weight.columns
    precondition(other.rows == rows && seen.map { $0.count == rows * others } ?? true)
    let (query, queryCache) = query.forward(asTokens(x, of: features), parameters, &pass)
    let (pair, pairCache) = keyValue.forward(
      asTokens(other, of: keyValue.weight.columns), parameters, &pass)
    let q = apart(query, part: 0, of: 1, tokens: tokens, &pass)
    let (k, v) = (
      apart(pair, part: 0, of: 2, tokens: others, &pass),
      apart(pair, part: 1, of: 2, tokens: others, &pass)
    )
    pass.workspace.recycle(query)
    pass.workspace.recycle(pair)

    let (size, scale) = (headSize, 1 / Float(headSize).squareRoot())
    var weights = pass.workspace.matrix(rows: rows * heads, columns: tokens * others)
    weights.elements.withConcurrentChunks(of: tokens * others, threads: pass.threads) {
      head, part in
      multiply(
        block(q, head, tokens, size), block(k, head, others, size).transposed, into: &part)
      let row = head / heads
      for token in 0..<tokens {
        softmax(&part, from: token * others, count: others, scale: scale) { other in
          seen.map { $0[row * others + other] } ?? true
        }
      }
    }
    var answers = pass.workspace.matrix(rows: rows * heads, columns: tokens * size)
    answers.elements.withConcurrentChunks(of: tokens * size, threads: pass.threads) {
      [weights] head, part in
      multiply(block(weights, head, tokens, others), block(v, head, others, size), into: &part)
    }
    let merged = together([answers], tokens: tokens, &pass)
    pass.workspace.recycle(answers)
    let (y, outputCache) = output.forward(merged, parameters, &pass)
    return (
      Matrix(rows: rows, columns: columns, elements: y.elements),
      Cache(inputs: (queryCache, pairCache, outputCache), q: q, k: k, v: v, weights: weights)
    )
  }

  /// The gradients with respect to both inputs; that with respect to the parameters is added.
  ///
  /// With the weights A and dA = dy·vᵀ of a head: dv = Aᵀ·dy, dS = A⊙(dA − Σ A⊙dA)/√(E/H),
  /// dq = dS·k, dk = dSᵀ·q.
  ///
  /// - Returns: ∂L/∂x (B, L·E) and ∂L/∂other (B, T·K).
  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> (dx: Matrix, dOther: Matrix) {
    let (q, k, v, weights) = (cache.q, cache.k, cache.v, cache.weights)
    let (rows, size, columns) = (dy.rows, headSize, dy.columns)
    let (tokens, others) = (q.columns / size, k.columns / size)
    let scale = 1 / Float(size).squareRoot()
    let dMerged = output.backward(
      asTokens(dy, of: features), cache.inputs.output, parameters, accumulatingInto: &gradients,
      &pass)
    let dAnswers = apart(dMerged, part: 0, of: 1, tokens: tokens, &pass)
    pass.workspace.recycle(dMerged)

    var dScores = pass.workspace.matrix(rows: rows * heads, columns: tokens * others)
    dScores.elements.withConcurrentChunks(of: tokens * others, threads: pass.threads) {
      head, part in
      multiply(
        block(dAnswers, head, tokens, size), block(v, head, others, size).transposed, into: &part)
      for token in 0..<tokens {
        let start = token * others
        var along = 0.0
        for j in start..<(start + others) {
          along += Double(part[j]) * Double(weights.elements[head * tokens * others + j])
        }
        for j in start..<(start + others) {
          part[j] =
            scale * weights.elements[head * tokens * others + j] * (part[j] - Float(along))
        }
      }
    }
    /// Of every head, the product of two of its blocks.
    func products(
      _ count: Int, _ factors: @Sendable (_ head: Int) -> (Factor, Factor)
    ) -> Matrix {
      var product = pass.workspace.matrix(rows: rows * heads, columns: count * size)
      product.elements.withConcurrentChunks(of: count * size, threads: pass.threads) {
        head, part in
        let (a, b) = factors(head)
        multiply(a, b, into: &part)
      }
      return product
    }
    let dq = products(tokens) { [dScores] in
      (block(dScores, $0, tokens, others), block(k, $0, others, size))
    }
    let dk = products(others) { [dScores] in
      (block(dScores, $0, tokens, others).transposed, block(q, $0, tokens, size))
    }
    let dv = products(others) {
      (block(weights, $0, tokens, others).transposed, block(dAnswers, $0, tokens, size))
    }
    let dx = query.backward(
      together([dq], tokens: tokens, &pass), cache.inputs.query, parameters,
      accumulatingInto: &gradients, &pass)
    let dOther = keyValue.backward(
      together([dk, dv], tokens: others, &pass), cache.inputs.keyValue, parameters,
      accumulatingInto: &gradients, &pass)
    for used in [q, k, v, weights, dAnswers, dScores, dq, dk, dv] { pass.workspace.recycle(used) }
    return (
      Matrix(rows: rows, columns: columns, elements: dx.elements),
      Matrix(rows: rows, columns: others * dOther.columns, elements: dOther.elements)
    )
  }

  /// The answers of the trained layer; see ``forward(_:over:seen:_:_:)``.
  public func apply(
    _ x: consuming Matrix, over other: consuming Matrix, seen: [Bool]? = nil,
    _ parameters: Parameters, _ pass: inout Pass
  ) -> Matrix {
    let (y, cache) = forward(x, over: other, seen: seen, parameters, &pass)
    for used in [cache.q, cache.k, cache.v, cache.weights] { pass.workspace.recycle(used) }
    for used in [cache.inputs.query, cache.inputs.keyValue, cache.inputs.output] {
      pass.workspace.recycle(used.input)
    }
    return y
  }
}

// MARK: - Arrangement

extension MultiHeadAttention {
  /// (B, L·width) → (B·L, width).
  private func asTokens(_ x: consuming Matrix, of width: Int) -> Matrix {
    precondition(x.columns % width == 0, "the input has another number of features")
    return Matrix(rows: x.elements.count / width, columns: width, elements: x.elements)
  }

  /// A share of the columns of (B·L, parts·E), with heads apart: (B·H, L·E/H).
  private func apart(
    _ x: borrowing Matrix, part: Int, of parts: Int, tokens: Int, _ pass: inout Pass
  ) -> Matrix {
    let (heads, size, features) = (heads, headSize, features)
    var y = pass.workspace.matrix(rows: x.rows / tokens * heads, columns: tokens * size)
    y.elements.withConcurrentChunks(of: tokens * size, threads: pass.threads) {
      [x = x.elements] index, chunk in
      let (row, head) = (index / heads, index % heads)
      for token in 0..<tokens {
        let start = ((row * tokens + token) * parts + part) * features + head * size
        for j in 0..<size { chunk[token * size + j] = x[start + j] }
      }
    }
    return y
  }

  /// The reverse: matrices (B·H, L·E/H) side by side as (B·L, parts·E).
  private func together(_ parts: [Matrix], tokens: Int, _ pass: inout Pass) -> Matrix {
    let (heads, size, features) = (heads, headSize, features)
    let rows = parts[0].rows / heads
    var y = pass.workspace.matrix(rows: rows * tokens, columns: parts.count * features)
    y.elements.withConcurrentChunks(of: parts.count * features, threads: pass.threads) {
      index, chunk in
      let (row, token) = (index / tokens, index % tokens)
      for (part, x) in parts.enumerated() {
        for j in 0..<features {
          let from = ((row * heads + j / size) * tokens + token) * size + j % size
          chunk[part * features + j] = x.elements[from]
        }
      }
    }
    return y
  }
}

/// The matrix (rows, columns) of one row and head.
private func block(_ x: Matrix, _ index: Int, _ rows: Int, _ columns: Int) -> Factor {
  Factor(x.elements, offset: index * rows * columns, rows: rows, columns: columns)
}

/// Replaces scores by e^{scale·score}/Σ over those seen, and by 0 elsewhere.
private func softmax(
  _ values: inout MutableSpan<Float>, from start: Int, count: Int, scale: Float,
  isSeen: (Int) -> Bool
) {
  var largest = -Float.infinity
  for j in 0..<count where isSeen(j) { largest = max(largest, scale * values[start + j]) }
  var sum = 0.0
  for j in 0..<count {
    let value = isSeen(j) ? exp(scale * values[start + j] - largest) : 0
    values[start + j] = value
    sum += Double(value)
  }
  guard sum > 0 else { return }
  for j in 0..<count { values[start + j] = Float(Double(values[start + j]) / sum) }
}
