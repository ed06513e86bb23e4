public import LinearAlgebra

/// Batch normalisation of each feature (Ioffe & Szegedy 2015, arXiv 1502.03167), with PyTorch's
/// conventions: ε = 1e-5 under the root, the biased variance normalises, the unbiased one enters
/// the running statistics with momentum 0.1.
///
/// x, y (B, H): y = γ·x̂ + β, x̂ = (x − μ)/√(σ² + ε), with μ and σ² of the batch in training and
/// running ones otherwise. γ starts at 1, β at 0; running means at 0, variances at 1.
public struct BatchNorm: Layer {
  /// γ, (1, H).
  public let weight: Slot
  /// β, (1, H).
  public let bias: Slot
  /// Running μ, (1, H).
  public let runningMean: Slot
  /// Running σ², (1, H).
  public let runningVariance: Slot

  private static let epsilon = 1e-5
  private static let momentum = 0.1

  /// Reserves “name.weight”, “.bias”, “.running_mean” and “.running_variance”.
  public init(_ name: String, features: Int, in layout: inout Layout) {
    weight = layout.reserveParameter(name + ".weight", columns: features, initial: .constant(1))
    bias = layout.reserveParameter(name + ".bias", columns: features, initial: .constant(0))
    runningMean = layout.reserveStatistic(name + ".running_mean", columns: features, initial: 0)
    runningVariance = layout.reserveStatistic(
      name + ".running_variance", columns: features, initial: 1)
  }

  /// x̂ and 1/√(σ² + ε).
  public struct Cache: Sendable {
    fileprivate var normalized: Matrix
    fileprivate let inverseDeviation: [Double]
  }

  /// Needs a batch of at least two rows: one has no variance.
  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    precondition(x.columns == weight.columns && x.rows >= 2)
    let (rows, features) = (x.rows, x.columns)
    let mean = x.columnSums(threads: pass.threads).map { $0 / Double(rows) }
    var squares = [Double](repeating: 0, count: features)
    for i in 0..<rows {
      for j in 0..<features {
        let deviation = Double(x.elements[i * features + j]) - mean[j]
        squares[j] += deviation * deviation
      }
    }
    let inverse = squares.map { 1 / ($0 / Double(rows) + Self.epsilon).squareRoot() }
    for j in 0..<features {
      pass.statistics[runningMean.offset + j].approach(mean[j], by: Self.momentum)
      pass.statistics[runningVariance.offset + j].approach(
        squares[j] / Double(rows - 1), by: Self.momentum)
    }

    var y = pass.workspace.matrix(rows: rows, columns: features)
    for i in 0..<rows {
      for j in 0..<features {
        let normalized = Float((Double(x.elements[i * features + j]) - mean[j]) * inverse[j])
        x.elements[i * features + j] = normalized
        y.elements[i * features + j] =
          parameters.values[weight.offset + j] * normalized + parameters.values[bias.offset + j]
      }
    }
    return (y, Cache(normalized: x, inverseDeviation: inverse))
  }

  /// ∂L/∂γ = Σ dy·x̂, ∂L/∂β = Σ dy, ∂L/∂x = γ/√(σ² + ε)·(dy − mean(dy) − x̂·mean(dy·x̂)), sums and
  /// means over the batch.
  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let (rows, features) = (dy.rows, dy.columns)
    precondition(cache.normalized.rows == rows && cache.normalized.columns == features)
    let sums = dy.columnSums(threads: pass.threads)
    var products = [Double](repeating: 0, count: features)
    for i in 0..<rows {
      for j in 0..<features {
        products[j] +=
          Double(dy.elements[i * features + j])
          * Double(cache.normalized.elements[i * features + j])
      }
    }
    for j in 0..<features {
      gradients[weight.offset + j] += Float(products[j])
      gradients[bias.offset + j] += Float(sums[j])
    }
    let scale = (0..<features).map {
      Double(parameters.values[weight.offset + $0]) * cache.inverseDeviation[$0]
    }
    for i in 0..<rows {
      for j in 0..<features {
        let centred = Double(dy.elements[i * features + j]) - sums[j] / Double(rows)
        let along = Double(cache.normalized.elements[i * features + j]) * products[j] / Double(rows)
        dy.elements[i * features + j] = Float(scale[j] * (centred - along))
      }
    }
    pass.workspace.recycle(cache.normalized)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    precondition(x.columns == weight.columns)
    let features = x.columns
    let scale = (0..<features).map { j in
      Double(parameters.values[weight.offset + j])
        / (Double(pass.statistics[runningVariance.offset + j]) + Self.epsilon).squareRoot()
    }
    for i in 0..<x.rows {
      for j in 0..<features {
        let deviation =
          Double(x.elements[i * features + j]) - Double(pass.statistics[runningMean.offset + j])
        x.elements[i * features + j] =
          Float(deviation * scale[j] + Double(parameters.values[bias.offset + j]))
      }
    }
    return x
  }
}

extension Float {
  /// Moves a running statistic towards a new value.
  fileprivate mutating func approach(_ value: Double, by momentum: Double) {
    self = Float((1 - momentum) * Double(self) + momentum * value)
  }
}
