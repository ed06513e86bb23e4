public import LinearAlgebra
internal import Parallelism

/// An affine map of each row, y = x·Wᵀ + b.
///
/// x (B, D), W (H, D), b (H), y (B, H). With dy = ∂L/∂y (B, H): ∂L/∂W = dyᵀ·x, ∂L/∂b = the column
/// sums of dy, ∂L/∂x = dy·W. Starts as PyTorch's `Linear`: W and b uniform in ±1/√D.
public struct Dense: Layer {
  /// W, (H, D).
  public let weight: Slot
  /// b, (1, H).
  public let bias: Slot

  /// Reserves “name.weight” and “name.bias”.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - inputs: D.
  ///   - outputs: H.
  ///   - layout: Where to reserve.
  public init(_ name: String, inputs: Int, outputs: Int, in layout: inout Layout) {
    weight = layout.reserveParameter(
      name + ".weight", rows: outputs, columns: inputs, initial: .fan(in: inputs))
    bias = layout.reserveParameter(name + ".bias", columns: outputs, initial: .fan(in: inputs))
  }

  /// The input x.
  public struct Cache: Sendable {
    fileprivate let input: Matrix
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    let y = affine(x, parameters, &pass)
    return (y, Cache(input: x))
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    var dx = pass.workspace.matrix(rows: dy.rows, columns: weight.columns)
    multiply(Factor(dy), parameters[weight], into: &dx.elements, threads: pass.threads)
    backwardAtInput(dy, cache, accumulatingInto: &gradients, &pass)
    return dx
  }

  /// ``backward(_:_:_:accumulatingInto:_:)`` for the first layer of a network, where nobody asks
  /// for ∂L/∂x.
  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming Cache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    precondition(dy.columns == weight.rows && dy.rows == cache.input.rows)
    multiply(
      Factor(dy).transposed, Factor(cache.input), beta: 1, into: &gradients, at: weight.offset,
      threads: pass.threads)
    let sums = dy.columnSums(threads: pass.threads)
    for j in 0..<bias.columns { gradients[bias.offset + j] += Float(sums[j]) }
    pass.workspace.recycle(dy)
    pass.workspace.recycle(cache.input)
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    let y = affine(x, parameters, &pass)
    pass.workspace.recycle(x)
    return y
  }

  private func affine(_ x: Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    precondition(x.columns == weight.columns, "the input has another number of features")
    var y = pass.workspace.matrix(rows: x.rows, columns: weight.rows)
    let (values, start) = (parameters.values, bias.offset)
    y.elements.withConcurrentChunks(of: weight.rows, threads: pass.threads) { _, row in
      for j in 0..<row.count { row[j] = values[start + j] }
    }
    multiply(
      Factor(x), parameters[weight].transposed, beta: 1, into: &y.elements, threads: pass.threads)
    return y
  }
}
