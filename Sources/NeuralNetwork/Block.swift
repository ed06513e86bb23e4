public import LinearAlgebra

/// What follows the affine layer of a block.
public struct BlockSettings: Sendable, Equatable {
  /// Whether to normalise each channel over the batch.
  public var batchNorm: Bool
  /// What makes it more than linear.
  public var activation: Activation
  /// Share of outputs that is dropped in training, in 0 ..< 1.
  public var dropout: Double
  /// Whether channels are dropped whole.
  public var dropsChannels: Bool

  /// Settings.
  public init(
    batchNorm: Bool = true, activation: Activation = .relu, dropout: Double = 0,
    dropsChannels: Bool = false
  ) {
    precondition(dropout >= 0 && dropout < 1)
    self.batchNorm = batchNorm
    self.activation = activation
    self.dropout = dropout
    self.dropsChannels = dropsChannels
  }
}

/// One hidden layer: an affine one, batch norm if wanted, activation, dropout.
///
/// A bias before batch norm changes nothing: it gets no gradient, where sums would leave rounding that
/// Adam makes into whole steps.
public struct Block: Layer {
  private let affine: any AffineLayer
  private let norm: BatchNorm?
  private let activation: Activation
  private let dropout: Dropout
  /// The three in one pass, where they can be.
  private let tail: BlockTail?

  /// Continues an affine layer; reserves the parameters of “name.norm”.
  ///
  /// - Parameters:
  ///   - name: Of the block.
  ///   - affine: What comes first.
  ///   - settings: What follows it.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, _ affine: any AffineLayer, _ settings: BlockSettings, in layout: inout Layout
  ) {
    self.affine = affine
    norm =
      settings.batchNorm
      ? BatchNorm(name + ".norm", features: affine.channels, in: &layout) : nil
    activation = settings.activation
    dropout = Dropout(
      name + ".dropout", rate: settings.dropout,
      channels: settings.dropsChannels ? affine.channels : nil)
    tail = BlockTail(norm, activation, dropout)
  }

  /// Its layers, in the order of their work; dropout has none in use.
  public var descriptions: [LayerDescription] {
    [affine.description] + (norm.map { [$0.description] } ?? []) + [.activation(activation)]
  }

  /// The caches of its layers.
  public struct Cache: Sendable {
    fileprivate var affine: AffineCache?
    fileprivate var tail: BlockTail.Cache?
    fileprivate var norm: BatchNorm.Cache?
    fileprivate var activation: Activation.Cache?
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    var (y, affineCache) = affine.forward(x, parameters, &pass)
    var cache = Cache(affine: affineCache)
    if let tail {
      (y, cache.tail) = tail.forward(consume y, parameters, &pass)
      return (y, cache)
    }
    if let norm { (y, cache.norm) = norm.forward(consume y, parameters, &pass) }
    (y, cache.activation) = activation.forward(consume y, parameters, &pass)
    (y, _) = dropout.forward(consume y, parameters, &pass)
    return (y, cache)
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let affineCache = cache.takeAffine()
    let d = backwardToAffine(dy, cache, parameters, accumulatingInto: &gradients, &pass)
    return affine.backwardPastBias(
      d, consume affineCache, parameters, accumulatingInto: &gradients, &pass)
  }

  /// ``backward(_:_:_:accumulatingInto:_:)`` for the first block of a network, where nobody asks
  /// for ∂L/∂x.
  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    let affineCache = cache.takeAffine()
    let d = backwardToAffine(dy, cache, parameters, accumulatingInto: &gradients, &pass)
    affine.backwardPastBiasAtInput(
      d, consume affineCache, accumulatingInto: &gradients, &pass)
  }

  /// Whether its output can be made again from its cache, and need not be kept by who takes it.
  var remakesOutput: Bool { tail?.keepsInput ?? false }

  /// The output of the forward pass once more.
  func output(_ cache: Cache, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    guard let tail, let tailCache = cache.tail else {
      preconditionFailure("the block does not keep what its output is made of")
    }
    return tail.output(tailCache, parameters, &pass)
  }

  /// ∂L/∂y of the affine layer; adds the gradients of all but its weights.
  private func backwardToAffine(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    var d: Matrix
    if let tail, let tailCache = cache.tail {
      d = tail.backward(dy, tailCache, parameters, accumulatingInto: &gradients, &pass)
    } else {
      d = dropout.backward(dy, (), parameters, accumulatingInto: &gradients, &pass)
      if let activationCache = cache.activation {
        d = activation.backward(
          consume d, activationCache, parameters, accumulatingInto: &gradients, &pass)
      }
      if let norm, let normCache = cache.norm {
        d = norm.backward(consume d, normCache, parameters, accumulatingInto: &gradients, &pass)
      }
    }
    if norm == nil {
      addBiasGradient(d, affine.bias, into: &gradients, threads: pass.threads)
    }
    return d
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    var y = affine.apply(x, parameters, &pass)
    if let tail { return tail.apply(y, parameters, &pass) }
    if let norm { y = norm.apply(consume y, parameters, &pass) }
    return activation.apply(consume y, parameters, &pass)
  }
}

extension Block.Cache {
  /// Numbers of the block's input, 0 if it is not kept.
  var inputCount: Int { affine?.input.elements.count ?? 0 }

  /// Takes the block's input out, if it is kept.
  mutating func takeInput() -> Matrix? {
    defer { affine = nil }
    return affine?.input
  }

  /// Gives the input back that was taken out.
  mutating func give(input: consuming Matrix) { affine = AffineCache(input: input) }

  fileprivate mutating func takeAffine() -> AffineCache {
    guard let taken = affine else { preconditionFailure("the input was taken out") }
    affine = nil
    return taken
  }
}
