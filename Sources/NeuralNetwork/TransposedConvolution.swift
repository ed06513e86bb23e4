/// A transposed convolution of maps, or of sequences, which are maps of height 1 (Dumoulin & Visin
/// 2016, arXiv 1603.07285): the input gradient of a convolution, used as a layer.
///
/// x (B, input), W (U, kernel height · kernel width · channels), b (channels), y (B, output), where
/// each x[q, u] adds W[u, (i, j, c)]·x[q, u] to y[q·stride − padding + (i, j), c] as far as it lies
/// on the map. Starts as PyTorch's `ConvTranspose2d`: W and b uniform in ±1/√K, K values that an
/// input adds to.
public struct TransposedConvolution: WindowedLayer {
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

  public func compute(
    _ x: [Float], _ parameters: Parameters, into y: inout [Float], _ pass: inout Pass
  ) {
    let bias = Array(parameters.values[bias.range])
    products.computeMaps(of: x, weight, bias: bias, parameters, into: &y, &pass)
  }

  public func computeTransposed(
    _ dy: [Float], _ parameters: Parameters, into dx: inout [Float], _ pass: inout Pass
  ) {
    let bias = [Float](repeating: 0, count: input.channels)
    products.computeWindows(of: dy, weight, bias: bias, parameters, into: &dx, &pass)
  }

  public func addWeightGradient(
    _ dy: [Float], _ x: [Float], into gradients: inout [Float], _ pass: inout Pass
  ) {
    products.addWeightGradient(of: x, dy, weight, into: &gradients, &pass)
  }
}
