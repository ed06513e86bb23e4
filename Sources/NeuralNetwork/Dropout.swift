public import LinearAlgebra

/// Inverted dropout (Srivastava et al. 2014): in training each element is zero with probability
/// `rate` and else divided by 1 − rate; otherwise y = x.
///
/// With `channels`, whole channels of a map are dropped (Tompson et al. 2015, arXiv 1411.4280):
/// PyTorch's `Dropout2d`. Whether an element or channel is kept is a hash of (seed, layer, step,
/// index). Nothing is stored for the backward pass, and masks do not depend on threads.
public struct Dropout: Layer {
  /// Identifies the layer's masks.
  public let name: String
  /// Probability that an element or channel is dropped, in 0 ..< 1.
  public let rate: Double
  /// Channels of a map, innermost in x, that are dropped whole; `nil` to drop elements.
  public let channels: Int?

  /// A dropout layer; `rate` is in 0 ..< 1.
  public init(_ name: String, rate: Double, channels: Int? = nil) {
    precondition(rate >= 0 && rate < 1)
    self.name = name
    self.rate = rate
    self.channels = channels
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Void
  ) {
    mask(&x, pass)
    return (x, ())
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Void, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    mask(&dy, pass)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    x
  }

  private func mask(_ x: inout Matrix, _ pass: Pass) {
    guard rate > 0, x.columns > 0 else { return }
    BlockTail(self).passes(x, nil, Parameters(Layout(), values: []), pass)
      .replace(&x, threads: pass.threads)
  }
}
