internal import Foundation
public import LinearAlgebra
internal import Parallelism

/// A function of each element by itself, y = f(x), as PyTorch defines it.
public enum Activation: Layer, Equatable {
  /// x.
  case identity
  /// max(x, 0); its derivative at 0 is 0.
  case relu
  /// x above 0, slope·x elsewhere (Maas, Hannun & Ng 2013).
  case leakyReLU(slope: Float)
  /// x·Φ(x) with the normal distribution's Φ, by erf (Hendrycks & Gimpel 2016, arXiv 1606.08415).
  case gelu
  /// The hyperbolic tangent.
  case tanh
  /// 1/(1 + e⁻ˣ).
  case sigmoid

  /// The input x, but for the identity.
  public struct Cache: Sendable {
    fileprivate var input: Matrix?
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    if self == .identity { return (x, Cache()) }
    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    let threads = pass.threads
    switch self {
    case .identity: break
    case .relu: transform(x.elements, into: &y.elements, threads) { x, _ in max(x, 0) }
    case .leakyReLU(let slope):
      transform(x.elements, into: &y.elements, threads) { x, _ in x > 0 ? x : slope * x }
    case .gelu: transform(x.elements, into: &y.elements, threads) { x, _ in x * cumulative(x) }
    case .tanh: transform(x.elements, into: &y.elements, threads) { x, _ in Foundation.tanh(x) }
    case .sigmoid: transform(x.elements, into: &y.elements, threads) { x, _ in logistic(x) }
    }
    return (y, Cache(input: x))
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    guard let input = cache.input else { return dy }
    precondition(dy.rows == input.rows && dy.columns == input.columns)
    let (x, threads) = (input.elements, pass.threads)
    switch self {
    case .identity: break
    case .relu: transform(x, into: &dy.elements, threads) { x, g in x > 0 ? g : 0 }
    case .leakyReLU(let slope):
      transform(x, into: &dy.elements, threads) { x, g in x > 0 ? g : slope * g }
    case .gelu:
      transform(x, into: &dy.elements, threads) { x, g in
        g * (cumulative(x) + x * exp(-0.5 * x * x) * 0.398_942_28)
      }
    case .tanh:
      transform(x, into: &dy.elements, threads) { x, g in
        let y = Foundation.tanh(x)
        return g * (1 - y * y)
      }
    case .sigmoid:
      transform(x, into: &dy.elements, threads) { x, g in
        let y = logistic(x)
        return g * y * (1 - y)
      }
    }
    pass.workspace.recycle(input)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    let (y, cache) = forward(x, parameters, &pass)
    if let input = cache.input { pass.workspace.recycle(input) }
    return y
  }
}

/// Replaces each y by f(x, y).
@inline(__always)
private func transform(
  _ x: [Float], into y: inout [Float], _ threads: Int,
  _ f: @Sendable (_ x: Float, _ y: Float) -> Float
) {
  let size = 1 << 16
  y.withConcurrentChunks(of: size, threads: threads) { chunk, part in
    let count = part.count
    let x = x.span.extracting((chunk * size)..<(chunk * size + count))
    for i in 0..<count { part[i] = f(x[i], part[i]) }
  }
}

/// Φ(x) of the standard normal distribution.
private func cumulative(_ x: Float) -> Float { 0.5 * (1 + erf(x * Float(0.5).squareRoot())) }

private func logistic(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
