public import LinearAlgebra

/// One hidden layer: dense, batch norm if wanted, rectifier, dropout.
///
/// x (B, D), y (B, H).
public struct DenseBlock: Layer {
  private let dense: Dense
  private let norm: BatchNorm?
  private let rectifier = Activation.relu
  private let dropout: Dropout

  /// Reserves the parameters of “name” (dense) and “name.norm”.
  ///
  /// - Parameters:
  ///   - name: Of the block.
  ///   - inputs: D.
  ///   - outputs: H.
  ///   - batchNorm: Whether to normalise before the rectifier.
  ///   - dropout: Share of outputs that is dropped in training, in 0 ..< 1.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, inputs: Int, outputs: Int, batchNorm: Bool, dropout: Double,
    in layout: inout Layout
  ) {
    dense = Dense(name, inputs: inputs, outputs: outputs, in: &layout)
    norm = batchNorm ? BatchNorm(name + ".norm", features: outputs, in: &layout) : nil
    self.dropout = Dropout(name + ".dropout", rate: dropout)
  }

  /// The caches of its layers.
  public struct Cache: Sendable {
    fileprivate let dense: Dense.Cache
    fileprivate var norm: BatchNorm.Cache?
    fileprivate let rectifier: Activation.Cache
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    var (y, denseCache) = dense.forward(x, parameters, &pass)
    var normCache: BatchNorm.Cache?
    if let norm { (y, normCache) = norm.forward(consume y, parameters, &pass) }
    let (rectified, rectifierCache) = rectifier.forward(consume y, parameters, &pass)
    let (dropped, _) = dropout.forward(rectified, parameters, &pass)
    return (dropped, Cache(dense: denseCache, norm: normCache, rectifier: rectifierCache))
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let dense = self.dense
    let denseCache = cache.dense
    return dense.backward(
      backwardToDense(dy, cache, parameters, accumulatingInto: &gradients, &pass), denseCache,
      parameters, accumulatingInto: &gradients, &pass)
  }

  /// ``backward(_:_:_:accumulatingInto:_:)`` for the first block of a network, where nobody asks
  /// for ∂L/∂x.
  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    let denseCache = cache.dense
    dense.backwardAtInput(
      backwardToDense(dy, cache, parameters, accumulatingInto: &gradients, &pass), denseCache,
      accumulatingInto: &gradients, &pass)
  }

  private func backwardToDense(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    var d = dropout.backward(dy, (), parameters, accumulatingInto: &gradients, &pass)
    d = rectifier.backward(
      consume d, cache.rectifier, parameters, accumulatingInto: &gradients, &pass)
    if let norm, let normCache = cache.norm {
      d = norm.backward(consume d, normCache, parameters, accumulatingInto: &gradients, &pass)
    }
    return d
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    var y = dense.apply(x, parameters, &pass)
    if let norm { y = norm.apply(consume y, parameters, &pass) }
    return rectifier.apply(consume y, parameters, &pass)
  }
}
