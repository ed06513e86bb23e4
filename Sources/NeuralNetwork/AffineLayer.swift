public import LinearAlgebra

/// A layer that is linear in its input but for a bias: it remembers nothing but its input.
public protocol AffineLayer: Layer where Cache == AffineCache {
  /// How many features of y the bias tells apart; they are innermost in y.
  var channels: Int { get }

  /// Where the bias lies.
  var bias: Slot { get }

  /// What it computes, for those who build it again elsewhere.
  var description: LayerDescription { get }

  /// Adds ∂L/∂W.
  ///
  /// - Returns: ∂L/∂x.
  func backwardPastBias(
    _ dy: consuming Matrix, _ cache: consuming AffineCache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix

  /// Adds ∂L/∂W; for the first layer of a network, where nobody asks for ∂L/∂x.
  func backwardPastBiasAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass)
}

/// The input x of an affine layer.
public struct AffineCache: Sendable {
  let input: Matrix
}

extension AffineLayer {
  public func backward(
    _ dy: consuming Matrix, _ cache: consuming AffineCache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    addBiasGradient(dy, bias, into: &gradients, threads: pass.threads)
    return backwardPastBias(dy, cache, parameters, accumulatingInto: &gradients, &pass)
  }

  /// The backward twin for the first layer of a network, where nobody asks for ∂L/∂x.
  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    addBiasGradient(dy, bias, into: &gradients, threads: pass.threads)
    backwardPastBiasAtInput(dy, cache, accumulatingInto: &gradients, &pass)
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    let (y, cache) = forward(x, parameters, &pass)
    pass.workspace.recycle(cache.input)
    return y
  }
}

/// Adds ∂L/∂b, the sums of dy over all but its innermost index.
func addBiasGradient(
  _ dy: borrowing Matrix, _ bias: Slot, into gradients: inout [Float], threads: Int
) {
  let (values, columns) = (dy.elements, bias.columns)
  // Few channels are read as many, so that no lane idles.
  let width = columns < 16 && values.count % (16 * columns) == 0 ? 16 * columns : columns
  let sums = columnSums(of: values, columns: width, threads: threads)
  for j in 0..<columns {
    let sum = stride(from: j, to: width, by: columns).reduce(0) { $0 + sums[$1] }
    gradients[bias.offset + j] += Float(sum)
  }
}
