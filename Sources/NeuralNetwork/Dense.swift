public import LinearAlgebra

/// An affine map of each row, y = x·Wᵀ + b.
///
/// x (B, D), W (H, D), b (H), y (B, H). With dy = ∂L/∂y (B, H): ∂L/∂W = dyᵀ·x, ∂L/∂b = the column
/// sums of dy, ∂L/∂x = dy·W. Starts as PyTorch's `Linear`: W and b uniform in ±1/√D.
public struct Dense: AffineLayer {
  /// W, (H, D).
  public let weight: Slot
  /// b, (1, H).
  public let bias: Slot

  public var channels: Int { bias.columns }

  /// Reserves “name.weight” and “name.bias”.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - inputs: D.
  ///   - outputs: H.
  ///   - initialWeight: How W starts instead.
  ///   - initialBias: How b starts instead.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, inputs: Int, outputs: Int, weight initialWeight: Initial? = nil,
    bias initialBias: Initial? = nil, in layout: inout Layout
  ) {
    weight = layout.reserveParameter(
      name + ".weight", rows: outputs, columns: inputs,
      initial: initialWeight ?? .fan(in: inputs))
    bias = layout.reserveParameter(
      name + ".bias", columns: outputs, initial: initialBias ?? .fan(in: inputs))
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: AffineCache
  ) {
    precondition(x.columns == weight.columns, "the input has another number of features")
    var y = pass.workspace.matrix(rows: x.rows, columns: weight.rows)
    y.elements.fill(withRow: Array(parameters.values[bias.range]), threads: pass.threads)
    multiply(
      Factor(x), parameters[weight].transposed, beta: 1, into: &y.elements, threads: pass.threads)
    return (y, AffineCache(input: x))
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming AffineCache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    var dx = pass.workspace.matrix(rows: dy.rows, columns: weight.columns)
    multiply(Factor(dy), parameters[weight], into: &dx.elements, threads: pass.threads)
    backwardAtInput(dy, cache, accumulatingInto: &gradients, &pass)
    return dx
  }

  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    precondition(dy.columns == weight.rows && dy.rows == cache.input.rows)
    multiply(
      Factor(dy).transposed, Factor(cache.input), beta: 1, into: &gradients, at: weight.offset,
      threads: pass.threads)
    addBiasGradient(dy, bias, into: &gradients, threads: pass.threads)
    pass.workspace.recycle(dy)
    pass.workspace.recycle(cache.input)
  }
}
