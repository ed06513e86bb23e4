public import LinearAlgebra

/// Hidden layers, one after another; none is allowed, and then y = x.
public struct DenseStack: Layer {
  private let blocks: [DenseBlock]

  /// Reserves the parameters of blocks “name.0”, “name.1”, ….
  ///
  /// - Parameters:
  ///   - name: Of the stack.
  ///   - inputs: Features that enter.
  ///   - widths: Features that leave each block.
  ///   - batchNorm: Whether blocks normalise.
  ///   - dropout: Share of each block's outputs that is dropped in training, in 0 ..< 1.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, inputs: Int, widths: [Int], batchNorm: Bool, dropout: Double,
    in layout: inout Layout
  ) {
    var blocks: [DenseBlock] = []
    for (index, (entering, leaving)) in zip([inputs] + widths, widths).enumerated() {
      blocks.append(
        DenseBlock(
          "\(name).\(index)", inputs: entering, outputs: leaving, batchNorm: batchNorm,
          dropout: dropout, in: &layout))
    }
    self.blocks = blocks
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: [DenseBlock.Cache]
  ) {
    var caches: [DenseBlock.Cache] = []
    for block in blocks {
      let (y, cache) = block.forward(consume x, parameters, &pass)
      x = y
      caches.append(cache)
    }
    return (x, caches)
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming [DenseBlock.Cache], _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    for block in blocks.reversed() {
      dy = block.backward(
        consume dy, cache.removeLast(), parameters, accumulatingInto: &gradients, &pass)
    }
    return dy
  }

  /// ``backward(_:_:_:accumulatingInto:_:)`` at the entrance of a network, where nobody asks for
  /// ∂L/∂x.
  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming [DenseBlock.Cache], _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    for block in blocks.dropFirst().reversed() {
      dy = block.backward(
        consume dy, cache.removeLast(), parameters, accumulatingInto: &gradients, &pass)
    }
    if let block = blocks.first {
      block.backwardAtInput(
        dy, cache.removeLast(), parameters, accumulatingInto: &gradients, &pass)
    } else {
      pass.workspace.recycle(dy)
    }
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    for block in blocks { x = block.apply(consume x, parameters, &pass) }
    return x
  }
}
