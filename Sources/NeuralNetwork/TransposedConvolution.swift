public import LinearAlgebra

/// A transposed convolution of maps, or of sequences, which are maps of height 1 (Dumoulin & Visin
/// 2016, arXiv 1603.07285): the input gradient of a convolution, used as a layer.
///
/// x (B, input), W (U, kernel height · kernel width · channels), b (channels), y (B, output), where
/// each x[q, u] adds W[u, (i, j, c)]·x[q, u] to y[q·stride − padding + (i, j), c] as far as it lies
/// on the map. Starts as PyTorch's `ConvTranspose2d`: W and b uniform in ±1/√K, K values that an
/// input adds to.
public struct TransposedConvolution: AffineLayer {
  /// W, (U, K), in the order (line, column, channel).
  public let weight: Slot
  /// b, (1, channels).
  public let bias: Slot
  private let patches: Patches
  private let products: any MapProducts

  /// The shape of x.
  public var input: MapShape { patches.windows }
  /// The shape of y.
  public var output: MapShape { patches.map }
  public var channels: Int { patches.map.channels }
  var windows: LayerDescription.Windows {
    LayerDescription.Windows(
      input: input, output: output, vertical: patches.vertical, horizontal: patches.horizontal)
  }

  /// Reserves “name.weight” and “name.bias”.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - output: The shape of y, which says more than an output padding: the convolution of such a
  ///     map must have the shape of x.
  ///   - units: U, the channels of x.
  ///   - vertical: How the window moves down; ``WindowAxis/none`` for sequences.
  ///   - horizontal: How it moves across.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, output: MapShape, units: Int, vertical: WindowAxis, horizontal: WindowAxis,
    in layout: inout Layout
  ) {
    patches = Patches(of: output, vertical, horizontal, units: units)
    products = patches.products
    let initial = Initial.fan(in: patches.size)
    weight = layout.reserveParameter(
      name + ".weight", rows: units, columns: patches.size, initial: initial)
    bias = layout.reserveParameter(name + ".bias", columns: output.channels, initial: initial)
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: AffineCache
  ) {
    precondition(x.columns == input.count, "the input has another shape")
    var y = pass.workspace.matrix(rows: x.rows, columns: output.count)
    let bias = Array(parameters.values[bias.range])
    products.computeMaps(
      of: x.elements, weight, bias: bias, parameters, into: &y.elements, &pass)
    return (y, AffineCache(input: x))
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming AffineCache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let x = (consume cache).input
    addGradients(dy, x, to: &gradients, &pass)
    // Its memory serves the result, which has its size.
    pass.workspace.recycle(consume x)
    var dx = pass.workspace.matrix(rows: dy.rows, columns: input.count)
    let bias = [Float](repeating: 0, count: input.channels)
    products.computeWindows(
      of: dy.elements, weight, bias: bias, parameters, into: &dx.elements, &pass)
    pass.workspace.recycle(dy)
    return dx
  }

  public func backwardAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    addGradients(dy, cache.input, to: &gradients, &pass)
    pass.workspace.recycle(dy)
    pass.workspace.recycle(cache.input)
  }

  private func addGradients(
    _ dy: borrowing Matrix, _ x: borrowing Matrix, to gradients: inout [Float],
    _ pass: inout Pass
  ) {
    precondition(dy.columns == output.count && dy.rows == x.rows)
    products.addWeightGradient(of: x.elements, dy.elements, weight, into: &gradients, &pass)
    addBiasGradient(dy, bias, into: &gradients, threads: pass.threads)
  }
}
