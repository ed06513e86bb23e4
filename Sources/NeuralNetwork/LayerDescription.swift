/// What a trained layer computes and where its numbers lie, for those who build the network again
/// elsewhere.
public enum LayerDescription: Sendable {
  /// How the windows of a convolution lie.
  public struct Windows: Sendable {
    /// The shape of x.
    public let input: MapShape
    /// The shape of y.
    public let output: MapShape
    /// How windows move down.
    public let vertical: WindowAxis
    /// How windows move across.
    public let horizontal: WindowAxis
  }

  /// See ``Dense``.
  case dense(weight: Slot, bias: Slot)
  /// See ``Convolution``.
  case convolution(weight: Slot, bias: Slot, Windows)
  /// See ``TransposedConvolution``.
  case transposedConvolution(weight: Slot, bias: Slot, Windows)
  /// See ``BatchNorm``; ε is 1e-5.
  case batchNorm(weight: Slot, bias: Slot, mean: Slot, variance: Slot)
  /// See ``Activation``.
  case activation(Activation)
}

extension Dense {
  public var description: LayerDescription { .dense(weight: weight, bias: bias) }
}

extension Convolution {
  public var description: LayerDescription { .convolution(weight: weight, bias: bias, windows) }
}

extension TransposedConvolution {
  public var description: LayerDescription {
    .transposedConvolution(weight: weight, bias: bias, windows)
  }
}

extension BatchNorm {
  var description: LayerDescription {
    .batchNorm(weight: weight, bias: bias, mean: runningMean, variance: runningVariance)
  }
}
