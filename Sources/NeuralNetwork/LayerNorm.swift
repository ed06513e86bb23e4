public import LinearAlgebra
internal import Parallelism

/// Layer normalisation (Ba, Kiros & Hinton 2016, arXiv 1607.06450) of the D innermost features of
/// each row or position, with PyTorch's ε = 1e-5 under the root and the biased variance.
///
/// x, y (B, P·D): y = γ·x̂ + β, x̂ = (x − μ)/√(σ² + ε), with μ and σ² of D features. γ starts at 1,
/// β at 0.
public struct LayerNorm: Layer {
  /// γ, (1, D).
  public let weight: Slot
  /// β, (1, D).
  public let bias: Slot

  private static let epsilon = 1e-5

  /// Reserves “name.weight” and “name.bias” of D = `features`.
  public init(_ name: String, features: Int, in layout: inout Layout) {
    weight = layout.reserveParameter(name + ".weight", columns: features, initial: .constant(1))
    bias = layout.reserveParameter(name + ".bias", columns: features, initial: .constant(0))
  }

  /// x̂ and 1/√(σ² + ε) of each group of D.
  public struct Cache: Sendable {
    fileprivate var normalized: Matrix
    fileprivate let inverseDeviation: [Double]
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    let features = weight.columns
    precondition(x.columns % features == 0)
    let groups = x.elements.count / features
    let inverse = concurrentValues(count: groups, threads: pass.threads) {
      [x = x.elements] group in
      let values = x.span.extracting((group * features)..<((group + 1) * features))
      return 1 / (moments(of: values).variance + Self.epsilon).squareRoot()
    }
    x.elements.withConcurrentChunks(of: features, threads: pass.threads) { group, part in
      let mean = moments(of: part.span).mean
      for j in 0..<features { part[j] = Float((Double(part[j]) - mean) * inverse[group]) }
    }
    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    let (γ, β) = (Array(parameters.values[weight.range]), Array(parameters.values[bias.range]))
    y.elements.withConcurrentChunks(of: features, threads: pass.threads) {
      [x̂ = x.elements] group, part in
      for j in 0..<features { part[j] = γ[j] * x̂[group * features + j] + β[j] }
    }
    return (y, Cache(normalized: x, inverseDeviation: inverse))
  }

  /// ∂L/∂γ = Σ dy·x̂, ∂L/∂β = Σ dy over groups; with g = γ·dy, ∂L/∂x = (g − mean(g) −
  /// x̂·mean(g·x̂))/√(σ² + ε), means over the D features of a group.
  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let features = weight.columns
    precondition(cache.normalized.rows == dy.rows && cache.normalized.columns == dy.columns)
    let (x̂, inverse) = (cache.normalized.elements, cache.inverseDeviation)
    addBiasGradient(dy, bias, into: &gradients, threads: pass.threads)
    let products = columnSums(rows: inverse.count, columns: features, threads: pass.threads) {
      [dy = dy.elements] rows, columns, sums in
      for row in rows {
        for j in columns {
          let i = row * features + j
          sums[j - columns.lowerBound] += Double(dy[i]) * Double(x̂[i])
        }
      }
    }
    for j in 0..<features { gradients[weight.offset + j] += Float(products[j]) }

    let γ = parameters.values[weight.range].map { Double($0) }
    dy.elements.withConcurrentChunks(of: features, threads: pass.threads) { group, part in
      let start = group * features
      var (mean, along) = (0.0, 0.0)
      for j in 0..<features {
        let g = γ[j] * Double(part[j])
        mean += g / Double(features)
        along += g * Double(x̂[start + j]) / Double(features)
      }
      for j in 0..<features {
        let g = γ[j] * Double(part[j])
        part[j] = Float(inverse[group] * (g - mean - Double(x̂[start + j]) * along))
      }
    }
    pass.workspace.recycle(cache.normalized)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    let (y, cache) = forward(x, parameters, &pass)
    pass.workspace.recycle(cache.normalized)
    return y
  }
}

/// Mean, and variance with the divisor n.
private func moments(of values: Span<Float>) -> (mean: Double, variance: Double) {
  var (sum, squares) = (0.0, 0.0)
  for i in 0..<values.count { sum += Double(values[i]) }
  let mean = sum / Double(values.count)
  for i in 0..<values.count {
    let deviation = Double(values[i]) - mean
    squares += deviation * deviation
  }
  return (mean, squares / Double(values.count))
}
