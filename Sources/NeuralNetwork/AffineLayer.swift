public import LinearAlgebra

/// A layer that is linear in its input but for a bias: it remembers nothing but its input.
public protocol AffineLayer: Layer where Cache == AffineCache {
  /// How many features of y the bias tells apart; they are innermost in y.
  var channels: Int { get }

  /// What it computes, for those who build it again elsewhere.
  var description: LayerDescription { get }

  /// The backward twin for the first layer of a network, where nobody asks for ∂L/∂x.
  func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass)
}

/// The input x of an affine layer.
public struct AffineCache: Sendable {
  let input: Matrix
}

extension AffineLayer {
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
  let elements = dy.elements
  let sums = columnSums(
    rows: elements.count / bias.columns, columns: bias.columns, threads: threads
  ) { i, _ in Double(elements[i]) }
  for j in 0..<bias.columns { gradients[bias.offset + j] += Float(sums[j]) }
}
