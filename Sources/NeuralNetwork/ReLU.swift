public import LinearAlgebra

/// The rectifier y = max(x, 0); its derivative at 0 is 0.
public struct ReLU: Layer {
  /// A rectifier.
  public init() {}

  /// The input x.
  public struct Cache: Sendable {
    fileprivate let input: Matrix
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    rectify(x.elements.span, into: &y.elements)
    return (y, Cache(input: x))
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    precondition(dy.rows == cache.input.rows && dy.columns == cache.input.columns)
    shut(&dy.elements, where: cache.input.elements.span)
    pass.workspace.recycle(cache.input)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    var values = x.elements.mutableSpan
    for i in 0..<values.count { values[i] = max(values[i], 0) }
    return x
  }
}

private func rectify(_ x: Span<Float>, into y: inout [Float]) {
  var y = y.mutableSpan
  for i in 0..<x.count { y[i] = max(x[i], 0) }
}

/// Clears the gradient where the rectifier was shut.
private func shut(_ gradient: inout [Float], where x: Span<Float>) {
  var gradient = gradient.mutableSpan
  for i in 0..<x.count {
    let (x, g) = (x[i], gradient[i])
    gradient[i] = x > 0 ? g : 0
  }
}
