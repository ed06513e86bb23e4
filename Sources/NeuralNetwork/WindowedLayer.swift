public import LinearAlgebra

/// A layer of windows that move over a map: a convolution one way, a transposed convolution the other.
public protocol WindowedLayer: AffineLayer {
  /// The shape of x.
  var input: MapShape { get }
  /// The shape of y.
  var output: MapShape { get }
  /// b.
  var bias: Slot { get }

  /// Replaces y, (B, output), by what the layer makes of x, (B, input).
  func compute(
    _ x: [Float], _ parameters: Parameters, into y: inout [Float], _ pass: inout Pass)

  /// Replaces dx, (B, input), by ∂L/∂x for ∂L/∂y = dy.
  func computeTransposed(
    _ dy: [Float], _ parameters: Parameters, into dx: inout [Float], _ pass: inout Pass)

  /// Adds ∂L/∂W.
  func addWeightGradient(
    _ dy: [Float], _ x: [Float], into gradients: inout [Float], _ pass: inout Pass)
}

extension WindowedLayer {
  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: AffineCache
  ) {
    precondition(x.columns == input.count, "the input has another shape")
    var y = pass.workspace.matrix(rows: x.rows, columns: output.count)
    compute(x.elements, parameters, into: &y.elements, &pass)
    return (y, AffineCache(input: x))
  }

  public func backwardPastBias(
    _ dy: consuming Matrix, _ cache: consuming AffineCache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    precondition(dy.columns == output.count && dy.rows == cache.input.rows)
    let x = (consume cache).input
    addWeightGradient(dy.elements, x.elements, into: &gradients, &pass)
    // Its memory serves the result, which has its size.
    pass.workspace.recycle(consume x)
    var dx = pass.workspace.matrix(rows: dy.rows, columns: input.count)
    computeTransposed(dy.elements, parameters, into: &dx.elements, &pass)
    pass.workspace.recycle(dy)
    return dx
  }

  public func backwardPastBiasAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    precondition(dy.columns == output.count && dy.rows == cache.input.rows)
    addWeightGradient(dy.elements, cache.input.elements, into: &gradients, &pass)
    pass.workspace.recycle(dy)
    pass.workspace.recycle(cache.input)
  }
}
