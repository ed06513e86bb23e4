internal import LinearAlgebra
internal import NeuralNetwork

/// The second set of features of a batch.
struct SecondFeatures: Sendable {
  /// (B, T·D₂); 0 in rows that have none.
  var values: Matrix
  /// How many of the T tokens each row has, the first ones; what the others hold does not matter.
  let counts: [Int]

  /// The mean of each row's tokens, (B, D₂); 0 in rows that have none.
  func means(_ width: Int, _ pass: inout Pass) -> Matrix {
    tokenMeans(values, counts, width, &pass)
  }
}

/// Joins what an encoder makes of features with a second set by attention between the two.
///
/// A map becomes a token for each of its columns, the mean over its height; a vector is one token.
/// Tokens get the width d by a dense layer, unless they have it. The second set has T tokens, such as
/// the windows of a text, each made by the same dense layer, layer norm and GELU; of those a row may
/// have fewer, and the others are never looked at. Each side that asks gets LN(token +
/// attention(token, the other side's tokens)). What comes out is the mean of the first side's tokens
/// beside that of the second side's, (B, 2d). Where a row lacks the second set, attention gives it 0,
/// and so is its second half.
struct Fusion: Sendable {
  /// 2d.
  let outputs: Int
  /// T.
  let tokens: Int
  /// D₂.
  let inputs: Int
  private let width: Int
  let map: MapShape
  let projection: Dense?
  let second: Dense
  let secondNorm: LayerNorm
  let attention: MultiHeadAttention
  let norm: LayerNorm
  let back: (attention: MultiHeadAttention, norm: LayerNorm)?
  /// What weighs the two against each other, if anything.
  let gate: Gate?
  /// The share of rows that lose one of the two while the network learns.
  let dropout: Double
  /// What gives the second set from latents, if it is reconstructed.
  let decoder: (hidden: Stack, output: Dense)?

  /// Reserves the parameters “fusion.…”, and “second.…” of the decoder.
  ///
  /// - Parameters:
  ///   - settings: Widths.
  ///   - map: What the encoder gives.
  ///   - tokens: T.
  ///   - inputs: D₂.
  ///   - latent: Z.
  ///   - layout: Where to reserve.
  init(
    _ settings: FusionSettings, map: MapShape, tokens: Int, inputs: Int, latent: Int,
    in layout: inout Layout
  ) {
    let d = settings.width
    (width, outputs, self.map) = (d, 2 * d, map)
    (self.tokens, self.inputs) = (tokens, inputs)
    projection =
      map.channels == d
      ? nil : Dense("fusion.first", inputs: map.channels, outputs: d, in: &layout)
    second = Dense("fusion.second", inputs: inputs, outputs: d, in: &layout)
    secondNorm = LayerNorm("fusion.second.norm", features: d, in: &layout)
    attention = MultiHeadAttention(
      "fusion.attention", features: d, otherFeatures: d, heads: settings.heads, in: &layout)
    norm = LayerNorm("fusion.norm", features: d, in: &layout)
    if settings.attention == .both {
      back = (
        MultiHeadAttention(
          "fusion.back", features: d, otherFeatures: d, heads: settings.heads, in: &layout),
        LayerNorm("fusion.back.norm", features: d, in: &layout)
      )
    } else {
      back = nil
    }
    gate = Gate(settings.gate, width: d, in: &layout)
    dropout = settings.dropout
    if settings.reconstructs == .both {
      let hidden = Stack(
        "second", inputs: latent, widths: [settings.hidden],
        BlockSettings(batchNorm: false, activation: .gelu), in: &layout)
      decoder = (
        hidden, Dense("second.output", inputs: settings.hidden, outputs: inputs, in: &layout)
      )
    } else {
      decoder = nil
    }
  }

  /// What `forward` leaves for `backward`.
  struct Cache: Sendable {
    fileprivate var projection: AffineCache?
    fileprivate let second: AffineCache
    fileprivate let secondNorm: LayerNorm.Cache
    fileprivate let activation: Activation.Cache
    fileprivate let attention: MultiHeadAttention.Cache
    fileprivate let norm: LayerNorm.Cache
    fileprivate var back: (attention: MultiHeadAttention.Cache, norm: LayerNorm.Cache)?
    fileprivate var gate: Gate.Cache?
    fileprivate let counts: [Int]
  }

  /// (B, height · tokens · channels) and the second set → (B, 2d).
  func forward(
    _ h: consuming Matrix, _ other: consuming SecondFeatures, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> (fused: Matrix, cache: Cache) {
    let (rows, counts) = (h.rows, other.counts)
    var first = pooled(h, &pass)
    var projectionCache: AffineCache?
    if let projection {
      let (projected, cache) = projection.forward(
        apart(first, tokens: map.width), parameters, &pass)
      (first, projectionCache) = (asRows(projected, rows), cache)
    }
    let (affine, secondCache) = second.forward(
      apart(other.values, tokens: tokens), parameters, &pass)
    let (normal, secondNormCache) = secondNorm.forward(
      asRows(affine, rows), parameters, &pass)
    let (token, activationCache) = Activation.gelu.forward(normal, parameters, &pass)

    var backCache: (attention: MultiHeadAttention.Cache, norm: LayerNorm.Cache)?
    var answered = copy(token, &pass)
    if let back {
      let (answer, attentionCache) = back.attention.forward(
        copy(token, &pass), over: copy(first, &pass), parameters, &pass)
      add(answer, to: &answered)
      pass.workspace.recycle(answer)
      let (y, normCache) = back.norm.forward(consume answered, parameters, &pass)
      (answered, backCache) = (y, (attentionCache, normCache))
    }
    let seen = counts.flatMap { count in (0..<tokens).map { $0 < count } }
    let (answer, attentionCache) = attention.forward(
      copy(first, &pass), over: token, seen: seen, parameters, &pass)
    add(answer, to: &first)
    pass.workspace.recycle(answer)
    let (y, normCache) = norm.forward(first, parameters, &pass)

    let means = tokenMeans(answered, counts, width, &pass)
    var fused = pass.workspace.matrix(rows: rows, columns: outputs)
    for i in 0..<rows {
      for j in 0..<width {
        var sum = 0.0
        for t in 0..<map.width { sum += Double(y[i, t * width + j]) }
        fused[i, j] = Float(sum / Double(map.width))
        fused[i, width + j] = means[i, j]
      }
    }
    pass.workspace.recycle(means)
    pass.workspace.recycle(y)
    pass.workspace.recycle(answered)
    var gateCache: Gate.Cache?
    if let gate {
      let (weighed, cache) = gate.forward(
        fused, isPresent: counts.map { $0 > 0 }, parameters, &pass)
      (fused, gateCache) = (weighed, cache)
    }
    return (
      fused,
      Cache(
        projection: projectionCache, second: secondCache, secondNorm: secondNormCache,
        activation: activationCache, attention: attentionCache, norm: normCache, back: backCache,
        gate: gateCache, counts: counts)
    )
  }

  /// The gradient with respect to what the encoder gave; nobody asks for that of the second set.
  func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let rows = dy.rows
    var dy = dy
    if let gate, let gateCache = cache.gate {
      dy = gate.backward(dy, gateCache, parameters, accumulatingInto: &gradients, &pass)
    }
    var dFirst = pass.workspace.matrix(rows: rows, columns: map.width * width)
    var dToken = pass.workspace.matrix(rows: rows, columns: tokens * width)
    for i in 0..<rows {
      let count = cache.counts[i]
      for j in 0..<width {
        for t in 0..<map.width { dFirst[i, t * width + j] = dy[i, j] / Float(map.width) }
        for t in 0..<tokens {
          dToken[i, t * width + j] = t < count ? dy[i, width + j] / Float(count) : 0
        }
      }
    }
    pass.workspace.recycle(dy)
    dFirst = norm.backward(
      consume dFirst, cache.norm, parameters, accumulatingInto: &gradients, &pass)
    let (dAsked, dAnswering) = attention.backward(
      copy(dFirst, &pass), cache.attention, parameters, accumulatingInto: &gradients, &pass)
    if let back, let backCache = cache.back {
      dToken = back.norm.backward(
        consume dToken, backCache.norm, parameters, accumulatingInto: &gradients, &pass)
      let (dAsking, dAsked) = back.attention.backward(
        copy(dToken, &pass), backCache.attention, parameters, accumulatingInto: &gradients, &pass)
      add(dAsking, to: &dToken)
      add(dAsked, to: &dFirst)
      pass.workspace.recycle(dAsking)
      pass.workspace.recycle(dAsked)
    }
    add(dAsked, to: &dFirst)
    add(dAnswering, to: &dToken)
    pass.workspace.recycle(dAsked)
    pass.workspace.recycle(dAnswering)

    let dNormal = Activation.gelu.backward(
      dToken, cache.activation, parameters, accumulatingInto: &gradients, &pass)
    let dAffine = secondNorm.backward(
      dNormal, cache.secondNorm, parameters, accumulatingInto: &gradients, &pass)
    second.backwardAtInput(
      apart(dAffine, tokens: tokens), cache.second, accumulatingInto: &gradients, &pass)
    if let projection, let projectionCache = cache.projection {
      let projected = projection.backward(
        apart(dFirst, tokens: map.width), projectionCache, parameters, accumulatingInto: &gradients,
        &pass)
      return spread(asRows(projected, rows), &pass)
    }
    return spread(dFirst, &pass)
  }

  /// ``forward(_:_:_:_:)`` in use: none of its layers works otherwise in training.
  func apply(
    _ h: consuming Matrix, _ other: consuming SecondFeatures, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Matrix {
    forward(h, other, parameters, &pass).fused
  }
}

// MARK: - Arrangement

extension Fusion {
  /// The mean over the height of a map: (B, tokens · channels).
  private func pooled(_ h: consuming Matrix, _ pass: inout Pass) -> Matrix {
    precondition(h.columns == map.count)
    if map.height == 1 { return h }
    let line = map.width * map.channels
    var y = pass.workspace.matrix(rows: h.rows, columns: line)
    for i in 0..<h.rows {
      for j in 0..<line {
        var sum = 0.0
        for k in 0..<map.height { sum += Double(h[i, k * line + j]) }
        y[i, j] = Float(sum / Double(map.height))
      }
    }
    pass.workspace.recycle(h)
    return y
  }

  /// The backward twin of ``pooled(_:_:)``.
  private func spread(_ dy: consuming Matrix, _ pass: inout Pass) -> Matrix {
    if map.height == 1 { return dy }
    let line = map.width * map.channels
    var dx = pass.workspace.matrix(rows: dy.rows, columns: map.count)
    for i in 0..<dy.rows {
      for k in 0..<map.height {
        for j in 0..<line { dx[i, k * line + j] = dy[i, j] / Float(map.height) }
      }
    }
    pass.workspace.recycle(dy)
    return dx
  }

  /// (B, tokens · features) → (B · tokens, features).
  private func apart(_ x: consuming Matrix, tokens: Int) -> Matrix {
    Matrix(rows: x.rows * tokens, columns: x.columns / tokens, elements: x.elements)
  }

  private func asRows(_ x: consuming Matrix, _ rows: Int) -> Matrix {
    Matrix(rows: rows, columns: x.elements.count / rows, elements: x.elements)
  }

  private func copy(_ x: borrowing Matrix, _ pass: inout Pass) -> Matrix {
    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    for i in y.elements.indices { y.elements[i] = x.elements[i] }
    return y
  }
}

/// The mean of each row's first tokens, (B, width); 0 where there are none.
private func tokenMeans(
  _ x: borrowing Matrix, _ counts: [Int], _ width: Int, _ pass: inout Pass
) -> Matrix {
  var means = pass.workspace.matrix(rows: x.rows, columns: width)
  for (i, count) in counts.enumerated() {
    for j in 0..<width {
      var sum = 0.0
      for t in 0..<count { sum += Double(x[i, t * width + j]) }
      means[i, j] = count > 0 ? Float(sum / Double(count)) : 0
    }
  }
  return means
}

/// x ← x + y.
func add(_ y: borrowing Matrix, to x: inout Matrix) {
  precondition(x.rows == y.rows && x.columns == y.columns)
  for i in x.elements.indices { x.elements[i] += y.elements[i] }
}
