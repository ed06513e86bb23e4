/// A convolution of maps, or of sequences, which are maps of height 1 (LeCun et al. 1998, doi
/// 10.1109/5.726791); like every library's, a correlation: the kernel is not mirrored.
///
/// x (B, input), W (U, kernel height · kernel width · channels), b (U), y (B, output), where
/// y[q, u] = b[u] + Σ W[u, (i, j, c)]·x[q·stride − padding + (i, j), c], zero outside of the map.
/// Starts as PyTorch's `Conv2d`: W and b uniform in ±1/√K, K values under a window.
public struct Convolution: WindowedLayer {
  /// W, (U, K), in the order (line, column, channel).
  public let weight: Slot
  /// b, (1, U).
  public let bias: Slot
  private let patches: Patches
  private let products: any MapProducts

  /// The shape of x.
  public var input: MapShape { patches.map }
  /// The shape of y.
  public var output: MapShape { patches.windows }
  public var channels: Int { patches.units }
  var windows: LayerDescription.Windows {
    LayerDescription.Windows(
      input: input, output: output, vertical: patches.vertical, horizontal: patches.horizontal)
  }

  /// Reserves “name.weight” and “name.bias”.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - input: The shape of x.
  ///   - channels: U.
  ///   - vertical: How the window moves down; ``WindowAxis/none`` for sequences.
  ///   - horizontal: How it moves across. At least one window must fit.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, input: MapShape, channels: Int, vertical: WindowAxis, horizontal: WindowAxis,
    in layout: inout Layout
  ) {
    patches = Patches(of: input, vertical, horizontal, units: channels)
    products = patches.products
    let initial = Initial.fan(in: patches.size)
    weight = layout.reserveParameter(
      name + ".weight", rows: channels, columns: patches.size, initial: initial)
    bias = layout.reserveParameter(name + ".bias", columns: channels, initial: initial)
  }

  public func compute(
    _ x: [Float], _ parameters: Parameters, into y: inout [Float], _ pass: inout Pass
  ) {
    let bias = Array(parameters.values[bias.range])
    products.computeWindows(of: x, weight, bias: bias, parameters, into: &y, &pass)
  }

  public func computeTransposed(
    _ dy: [Float], _ parameters: Parameters, into dx: inout [Float], _ pass: inout Pass
  ) {
    let bias = [Float](repeating: 0, count: input.channels)
    products.computeMaps(of: dy, weight, bias: bias, parameters, into: &dx, &pass)
  }

  public func addWeightGradient(
    _ dy: [Float], _ x: [Float], into gradients: inout [Float], _ pass: inout Pass
  ) {
    products.addWeightGradient(of: dy, x, weight, into: &gradients, &pass)
  }
}
