internal import CKernels

/// Convolutions of any kernel, stride and padding, for units in multiples of 16: products of the map
/// as it lies, where the patches under neighbouring windows are rows that overlap, so that none is
/// copied out.
///
/// Each function takes one sample on the calling thread, with working memory of ``scratchCount``
/// numbers, whatever they are.
public struct Sliding: Sendable, Equatable {
  private let shape: WindowedMap

  /// `nil` for a shape that it does not serve.
  public init?(_ shape: WindowedMap) {
    guard shape.windows.units % 16 == 0 else { return nil }
    self.shape = shape
  }

  /// Numbers of working memory that a call takes.
  public var scratchCount: Int { ck_sliding_scratch(shape.inC) }

  /// W (units, terms) as ``windows(of:_:bias:into:scratch:)`` takes it: (units/16, terms, 16).
  public func byUnits(_ weights: Span<Float>) -> [Float] {
    let (units, terms) = (shape.windows.units, shape.termCount)
    precondition(weights.count == units * terms)
    var packed = [Float](repeating: 0, count: units * terms)
    for u in 0..<units {
      for k in 0..<terms { packed[(u / 16 * terms + k) * 16 + u % 16] = weights[u * terms + k] }
    }
    return packed
  }

  /// W (units, terms) as ``maps(of:_:bias:into:scratch:)`` takes it: (⌈terms/16⌉, units, 16).
  public func byTerms(_ weights: Span<Float>) -> [Float] {
    let (units, terms) = (shape.windows.units, shape.termCount)
    precondition(weights.count == units * terms)
    var packed = [Float](repeating: 0, count: (terms + 15) / 16 * 16 * units)
    for u in 0..<units {
      for k in 0..<terms { packed[(k / 16 * units + u) * 16 + k % 16] = weights[u * terms + k] }
    }
    return packed
  }

  /// The convolution of a map: bias + patch·Wᵀ of every window.
  public func windows(
    of map: Span<Float>, _ weights: Span<Float>, bias: Span<Float>,
    into values: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>
  ) {
    precondition(map.count == shape.mapCount && values.count == shape.windowsCount)
    precondition(weights.count == shape.weightCount && bias.count == shape.windows.units)
    precondition(scratch.count >= scratchCount)
    unsafe withAddresses(map, weights, bias, &values, &scratch) {
      unsafe ck_sliding_windows(shape.inC, $0, $1, $2, $3, $4)
    }
  }

  /// The transposed convolution: bias + what the windows over each position give by W.
  public func maps(
    of values: Span<Float>, _ weights: Span<Float>, bias: Span<Float>,
    into map: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>
  ) {
    precondition(map.count == shape.mapCount && values.count == shape.windowsCount)
    precondition(weights.count == (shape.termCount + 15) / 16 * 16 * shape.windows.units)
    precondition(bias.count == shape.map.channels && scratch.count >= scratchCount)
    unsafe withAddresses(values, weights, bias, &map, &scratch) {
      unsafe ck_sliding_maps(shape.inC, $0, $1, $2, $3, $4)
    }
  }

  /// Adds the gradient of W, transposed: (terms, units).
  public func addGradient(
    of values: Span<Float>, _ map: Span<Float>, to gradient: inout MutableSpan<Float>,
    scratch: inout MutableSpan<Float>
  ) {
    precondition(map.count == shape.mapCount && values.count == shape.windowsCount)
    precondition(gradient.count == shape.weightCount && scratch.count >= scratchCount)
    unsafe withAddresses(values, map, map, &gradient, &scratch) { values, map, _, sums, scratch in
      unsafe ck_sliding_gradient(shape.inC, values, map, sums, scratch)
    }
  }
}
