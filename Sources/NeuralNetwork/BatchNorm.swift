internal import Kernels
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

  /// The input, and the moments of the batch.
  public struct Cache: Sendable {
    fileprivate let tail: BlockTail.Cache
  }

  var features: Int { weight.columns }

  /// Needs at least two values a channel: one has no variance.
  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  ) {
    let (y, cache) = BlockTail(self).forward(x, parameters, &pass)
    return (y, Cache(tail: cache))
  }

  /// ∂L/∂γ = Σ dy·x̂, ∂L/∂β = Σ dy, ∂L/∂x = γ/√(σ² + ε)·(dy − mean(dy) − x̂·mean(dy·x̂)), sums and
  /// means over the N values of a channel.
  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    BlockTail(self).backward(dy, cache.tail, parameters, accumulatingInto: &gradients, &pass)
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    BlockTail(self).apply(x, parameters, &pass)
  }
}

// MARK: - Moments

extension BatchNorm {
  /// What a batch is normalised by, of each channel.
  struct Moments: Sendable {
    /// μ.
    let mean: [Double]
    /// 1/√(σ² + ε).
    let inverseDeviation: [Double]
    /// N.
    let count: Int
  }

  /// Those of x, which the running statistics follow.
  func moments(of x: borrowing Matrix, _ pass: inout Pass) -> Moments {
    let (features, values) = (features, x.elements)
    let own = values.count / features
    let count = pass.batchRows(x.rows) * x.columns / features
    precondition(x.columns % features == 0 && count >= 2)
    let chunk = [Float].chunk(ofRowsOf: features)
    // Deviations from any row have the same variance, and smaller squares than the values.
    let origin = Array(values[0..<features])
    var sums = inOrder(
      concurrentValues(count: (values.count + chunk - 1) / chunk, threads: pass.threads) { index in
        let range = (index * chunk)..<min((index + 1) * chunk, values.count)
        return Kernels.moments(of: values.span.extracting(range), origin: origin.span)
      })
    var centre = origin.map { Double($0) }
    if pass.share != nil {
      // Other processes have other origins: their sums are joined as those of the values themselves.
      for j in 0..<features {
        let (sum, o) = (sums[j], centre[j])
        sums[features + j] += 2 * o * sum + Double(own) * o * o
        sums[j] += Double(own) * o
      }
      sums = pass.batchSums(sums)
      centre = [Double](repeating: 0, count: features)
    }
    var (mean, inverse) = ([Double](), [Double]())
    for j in 0..<features {
      let offset = sums[j] / Double(count)
      let squares = max(sums[features + j] - sums[j] * offset, 0)
      mean.append(centre[j] + offset)
      inverse.append(1 / (squares / Double(count) + Self.epsilon).squareRoot())
      pass.statistics[runningMean.offset + j].approach(mean[j], by: Self.momentum)
      pass.statistics[runningVariance.offset + j].approach(
        squares / Double(count - 1), by: Self.momentum)
    }
    return Moments(mean: mean, inverseDeviation: inverse, count: count)
  }

  /// The running ones.
  func runningMoments(_ pass: Pass) -> Moments {
    Moments(
      mean: pass.statistics[runningMean.range].map { Double($0) },
      inverseDeviation: pass.statistics[runningVariance.range].map {
        1 / (Double($0) + Self.epsilon).squareRoot()
      }, count: 0)
  }
}

extension Float {
  /// Moves a running statistic towards a new value.
  fileprivate mutating func approach(_ value: Double, by momentum: Double) {
    self = Float((1 - momentum) * Double(self) + momentum * value)
  }
}
