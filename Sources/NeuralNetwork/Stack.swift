public import LinearAlgebra

/// Hidden layers, one after another; none is allowed, and then y = x.
public struct Stack: Layer {
  private let blocks: [Block]

  /// Numbers of an input that is made again rather than kept: of fewer, keeping them costs little memory.
  private static let leastRemade = 1 << 20

  /// Puts blocks after one another.
  public init(_ blocks: [Block]) { self.blocks = blocks }

  /// Reserves the parameters of dense blocks “name.0”, “name.1”, ….
  ///
  /// - Parameters:
  ///   - name: Of the stack.
  ///   - inputs: Features that enter.
  ///   - widths: Features that leave each block.
  ///   - settings: Of every block.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, inputs: Int, widths: [Int], _ settings: BlockSettings,
    in layout: inout Layout
  ) {
    var blocks: [Block] = []
    for (index, (entering, leaving)) in zip([inputs] + widths, widths).enumerated() {
      let dense = Dense("\(name).\(index)", inputs: entering, outputs: leaving, in: &layout)
      blocks.append(Block("\(name).\(index)", dense, settings, in: &layout))
    }
    self.blocks = blocks
  }

  /// The layers of its blocks, in the order of their work.
  public var descriptions: [LayerDescription] { blocks.flatMap(\.descriptions) }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: [Block.Cache]
  ) {
    var caches: [Block.Cache] = []
    for (index, block) in blocks.enumerated() {
      var (y, cache) = block.forward(consume x, parameters, &pass)
      // What the block before can make again is not kept: it would be half of the memory.
      if index > 0, blocks[index - 1].remakesOutput, cache.inputCount >= Self.leastRemade,
        let input = cache.takeInput()
      {
        pass.workspace.recycle(input)
      }
      x = consume y
      caches.append(cache)
    }
    return (x, caches)
  }

  /// The training output as far as it is finite.
  ///
  /// - Returns: y, or the first output of a block that is not all finite, with the block's number.
  public func forwardWhileFinite(
    _ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass
  ) -> (y: Matrix, overflowingBlock: Int?) {
    for (index, block) in blocks.enumerated() {
      x = block.forward(consume x, parameters, &pass).y
      if x.firstNonFiniteRow != nil { return (x, index) }
    }
    return (x, nil)
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming [Block.Cache], _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    for index in blocks.indices.reversed() {
      dy = blocks[index].backward(
        consume dy, takeLast(&cache, parameters, &pass), parameters,
        accumulatingInto: &gradients, &pass)
    }
    return dy
  }

  /// ``backward(_:_:_:accumulatingInto:_:)`` at the entrance of a network, where nobody asks for
  /// ∂L/∂x.
  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming [Block.Cache], _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    for index in blocks.indices.dropFirst().reversed() {
      dy = blocks[index].backward(
        consume dy, takeLast(&cache, parameters, &pass), parameters,
        accumulatingInto: &gradients, &pass)
    }
    if let block = blocks.first {
      block.backwardAtInput(
        dy, cache.removeLast(), parameters, accumulatingInto: &gradients, &pass)
    } else {
      pass.workspace.recycle(dy)
    }
  }

  /// Takes the last cache out, complete.
  private func takeLast(
    _ caches: inout [Block.Cache], _ parameters: Parameters, _ pass: inout Pass
  ) -> Block.Cache {
    var last = caches.removeLast()
    if last.inputCount == 0, let before = caches.last {
      last.give(input: blocks[caches.count - 1].output(before, parameters, &pass))
    }
    return last
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    for block in blocks { x = block.apply(consume x, parameters, &pass) }
    return x
  }
}
