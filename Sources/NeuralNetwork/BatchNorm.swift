public import LinearAlgebra
internal import Parallelism

/// Batch normalisation of each channel (Ioffe & Szegedy 2015, arXiv 1502.03167), with PyTorch's
/// conventions: ε = 1e-5 under the root, the biased variance normalises, the unbiased one enters
/// the running statistics with momentum 0.1.
///
/// x, y (B, P·C), channels innermost: P = 1 for plain features, else the positions of a map. With N
/// = B·P values a channel, y = γ·x̂ + β, x̂ = (x − μ)/√(σ² + ε), with μ and σ² of the batch in
/// training and running ones otherwise. γ starts at 1, β at 0; running means at 0, variances at 1.
public struct BatchNorm: Layer {
  /// γ, (1, C).
  public let weight: Slot
  /// β, (1, C).
  public let bias: Slot
  /// Running μ, (1, C).
  public let runningMean: Slot
  /// Running σ², (1, C).
  public let runningVariance: Slot

  private static let epsilon = 1e-5
  private static let momentum = 0.1

  /// Reserves “name.weight”, “.bias”, “.running_mean” and “.running_variance” of C = `features`.
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

  private var features: Int { weight.columns }

  /// Needs at least two values a channel: one has no variance.
  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    let (features, count) = (features, x.elements.count / features)
    precondition(x.columns % features == 0 && count >= 2)
    let mean = channelSums(of: x, &pass).map { $0 / Double(count) }
    let squares = columnSums(rows: count, columns: features, threads: pass.threads) {
      [x = x.elements] i, j in
      let deviation = Double(x[i]) - mean[j]
      return deviation * deviation
    }
    let inverse = squares.map { 1 / ($0 / Double(count) + Self.epsilon).squareRoot() }
    for j in 0..<features {
      pass.statistics[runningMean.offset + j].approach(mean[j], by: Self.momentum)
      pass.statistics[runningVariance.offset + j].approach(
        squares[j] / Double(count - 1), by: Self.momentum)
    }

    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    let chunk = [Float].chunk(ofRowsOf: features)
    x.elements.withConcurrentChunks(of: chunk, threads: pass.threads) { _, part in
      for start in stride(from: 0, to: part.count, by: features) {
        for j in 0..<features {
          part[start + j] = Float((Double(part[start + j]) - mean[j]) * inverse[j])
        }
      }
    }
    let (γ, β) = (Array(parameters.values[weight.range]), Array(parameters.values[bias.range]))
    y.elements.withConcurrentChunks(of: chunk, threads: pass.threads) {
      [x̂ = x.elements] index, part in
      let x̂ = x̂.span.extracting((index * chunk)..<(index * chunk + part.count))
      for start in stride(from: 0, to: part.count, by: features) {
        for j in 0..<features { part[start + j] = γ[j] * x̂[start + j] + β[j] }
      }
    }
    return (y, Cache(normalized: x, inverseDeviation: inverse))
  }

  /// ∂L/∂γ = Σ dy·x̂, ∂L/∂β = Σ dy, ∂L/∂x = γ/√(σ² + ε)·(dy − mean(dy) − x̂·mean(dy·x̂)), sums and
  /// means over the N values of a channel.
  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let (features, count) = (features, dy.elements.count / features)
    precondition(cache.normalized.rows == dy.rows && cache.normalized.columns == dy.columns)
    let x̂ = cache.normalized.elements
    let sums = channelSums(of: dy, &pass)
    let products = columnSums(rows: count, columns: features, threads: pass.threads) {
      [dy = dy.elements] i, _ in Double(dy[i]) * Double(x̂[i])
    }
    for j in 0..<features {
      gradients[weight.offset + j] += Float(products[j])
      gradients[bias.offset + j] += Float(sums[j])
    }
    let scale = (0..<features).map {
      Double(parameters.values[weight.offset + $0]) * cache.inverseDeviation[$0]
    }
    let means = sums.map { $0 / Double(count) }
    let chunk = [Float].chunk(ofRowsOf: features)
    dy.elements.withConcurrentChunks(of: chunk, threads: pass.threads) { index, part in
      let x̂ = x̂.span.extracting((index * chunk)..<(index * chunk + part.count))
      for start in stride(from: 0, to: part.count, by: features) {
        for j in 0..<features {
          let centred = Double(part[start + j]) - means[j]
          let along = Double(x̂[start + j]) * products[j] / Double(count)
          part[start + j] = Float(scale[j] * (centred - along))
        }
      }
    }
    pass.workspace.recycle(cache.normalized)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    precondition(x.columns % features == 0)
    let features = features
    let scale = (0..<features).map { j in
      Double(parameters.values[weight.offset + j])
        / (Double(pass.statistics[runningVariance.offset + j]) + Self.epsilon).squareRoot()
    }
    let (mean, β) = (
      pass.statistics[runningMean.range].map { Double($0) },
      parameters.values[bias.range].map { Double($0) }
    )
    x.elements.withConcurrentChunks(of: [Float].chunk(ofRowsOf: features), threads: pass.threads) {
      _, part in
      for start in stride(from: 0, to: part.count, by: features) {
        for j in 0..<features {
          part[start + j] = Float((Double(part[start + j]) - mean[j]) * scale[j] + β[j])
        }
      }
    }
    return x
  }

  private func channelSums(of x: borrowing Matrix, _ pass: inout Pass) -> [Double] {
    let elements = x.elements
    return columnSums(
      rows: elements.count / features, columns: features, threads: pass.threads
    ) { i, _ in Double(elements[i]) }
  }
}

extension Float {
  /// Moves a running statistic towards a new value.
  fileprivate mutating func approach(_ value: Double, by momentum: Double) {
    self = Float((1 - momentum) * Double(self) + momentum * value)
  }
}
