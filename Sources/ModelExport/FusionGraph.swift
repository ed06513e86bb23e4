internal import Autoencoders
internal import NeuralNetwork
internal import ONNX

extension GraphBuilder {
  /// Joins a second set of features to what an encoder gives, as `Fusion` does.
  ///
  /// - Parameters:
  ///   - h: What the encoder gives.
  ///   - second: The second set, standardised, 0 where a clip has none, (clip, token, D₂).
  ///   - presence: Whether each clip has each token, 1 or 0, (clip, token).
  ///   - fusion: How.
  /// - Returns: (clip, 2d).
  mutating func fused(
    _ h: Value, with second: String, _ presence: String, _ fusion: NetworkDescription.Fusion
  ) -> String {
    let others = fusion.tokens
    let (none, one) = (scalar("fusion.none", 0), scalar("fusion.one", 1))
    let count = sum(presence, axis: 1, keepingAxis: true)
    let isKnown = add("Clip", [count, none, one])
    var first = tokens(h, fusion.map)
    if let projection = fusion.projection { first = linear(projection, first) }
    let token = apply(.gelu, to: normalized(fusion.secondNorm, linear(fusion.second, second)))

    var answered = token
    if let answering = fusion.answering {
      let answer = attention(
        answering.attention, token, of: others, over: first, of: fusion.map.width)
      answered = normalized(answering.norm, add("Add", [token, answer]))
    }
    let answer = attention(
      fusion.asking.attention, first, of: fusion.map.width, over: token, of: others,
      seen: (presence, isKnown))
    let asked = normalized(fusion.asking.norm, add("Add", [first, answer]))
    let mean = add("ReduceMean", [asked], [axes([1]), ONNXAttribute("keepdims", 0)])
    let known = add("Mul", [answered, reshape(presence, to: [others, 1])])
    let divisor = add("Clip", [count, one, scalar("fusion.tokens", Float(others))])
    let other = add("Div", [sum(known, axis: 1, keepingAxis: false), divisor])
    return add("Concat", [mean, other], [ONNXAttribute("axis", 1)])
  }

  /// The mean over the height of maps, as tokens by column: (clip, columns, channels).
  private mutating func tokens(_ h: Value, _ map: MapShape) -> String {
    guard h.map != nil else { return reshape(h.name, to: [map.width, map.channels]) }
    let mean = add("ReduceMean", [h.name], [axes([2]), ONNXAttribute("keepdims", 0)])
    return add("Transpose", [mean], [ONNXAttribute("perm", [0, 2, 1])])
  }

  /// x·Wᵀ + b of the innermost axis, for some outputs of a dense layer.
  private mutating func linear(
    _ layer: Dense, _ x: String, outputs: Range<Int>? = nil, named part: String = ""
  ) -> String {
    let (rows, columns) = (outputs ?? 0..<layer.weight.rows, layer.weight.columns)
    let stem = layer.weight.stem + part
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns)
    for column in 0..<columns {
      for row in rows { values.append(parameters[layer.weight.offset + row * columns + column]) }
    }
    let w = constant(stem + ".weight", shape: [columns, rows.count], values)
    let b = constant(
      stem + ".bias", shape: [rows.count], rows.map { parameters[layer.bias.offset + $0] })
    return add("Add", [add("MatMul", [x, w]), b])
  }

  private mutating func normalized(_ norm: LayerNorm, _ x: String) -> String {
    let inputs = [norm.weight, norm.bias].map { slot in
      constant(slot.name, shape: [slot.columns], Array(parameters[slot.range]))
    }
    return add(
      "LayerNormalization", [x] + inputs,
      [ONNXAttribute("axis", -1), ONNXAttribute("epsilon", Float(1e-5))])
  }

  /// The answers to tokens (clip, count, E) by those of another sequence, as `MultiHeadAttention`
  /// gives them; of the others those that are seen, (clip, others), in clips where any is, (clip, 1).
  private mutating func attention(
    _ layer: MultiHeadAttention, _ x: String, of count: Int, over other: String,
    of others: Int, seen: (each: String, any: String)? = nil
  ) -> String {
    let features = layer.output.weight.rows
    let (heads, size) = (layer.heads, features / layer.heads)
    let q = apart(linear(layer.query, x), count, heads, size)
    let k = apart(
      linear(layer.keyValue, other, outputs: 0..<features, named: ".key"), others, heads, size)
    let v = apart(
      linear(layer.keyValue, other, outputs: features..<(2 * features), named: ".value"), others,
      heads, size)
    let products = add(
      "MatMul", [q, add("Transpose", [k], [ONNXAttribute("perm", [0, 1, 3, 2])])])
    let scale = scalar("attention.scale \(size)", 1 / Float(size).squareRoot())
    var scores = add("Mul", [products, scale])
    if let seen {
      // 0 where a token is seen and where a clip has none; elsewhere so far below that e to it is 0.
      let depth = add(
        "Mul", [add("Sub", [seen.each, seen.any]), scalar("attention.unseen", 1e30)])
      scores = add("Add", [scores, reshape(depth, to: [1, 1, others])])
    }
    let weights = add("Softmax", [scores], [ONNXAttribute("axis", -1)])
    var answers = add("MatMul", [weights, v])
    if let seen { answers = add("Mul", [answers, reshape(seen.any, to: [1, 1, 1])]) }
    let together = add("Transpose", [answers], [ONNXAttribute("perm", [0, 2, 1, 3])])
    return linear(layer.output, reshape(together, to: [count, features]))
  }

  /// (clip, tokens, E) → (clip, heads, tokens, E/heads).
  private mutating func apart(_ x: String, _ count: Int, _ heads: Int, _ size: Int) -> String {
    add(
      "Transpose", [reshape(x, to: [count, heads, size])], [ONNXAttribute("perm", [0, 2, 1, 3])])
  }

  private func axes(_ axes: [Int]) -> ONNXAttribute { ONNXAttribute("axes", axes) }
}
