internal import Kernels
internal import Parallelism

/// Which rule makes weights smaller.
public enum WeightDecay: Sendable, Equatable {
  /// p ← p·(1 − η·λ), apart from the gradient: AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101).
  case decoupled(Double)
  /// g ← g + λ·p: Adam with an L2 penalty.
  case penalty(Double)
}

/// Adam (Kingma & Ba 2015, arXiv 1412.6980) over one flat array, as PyTorch computes it:
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − η/(1 − β₁ᵗ)·m/(√v/√(1 − β₂ᵗ) + ε),
/// with β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
public struct AdamW: Sendable, Equatable {
  /// η.
  public var learningRate: Double
  /// λ and where it acts.
  public let weightDecay: WeightDecay
  /// m.
  public internal(set) var firstMoment: [Float]
  /// v.
  public internal(set) var secondMoment: [Float]
  /// t, the number of steps taken.
  public private(set) var steps: Int

  /// An optimiser of `count` parameters.
  public init(count: Int, learningRate: Double, weightDecay: WeightDecay) {
    self.init(
      learningRate: learningRate, weightDecay: weightDecay,
      firstMoment: [Float](zeros: count), secondMoment: [Float](zeros: count), steps: 0)
  }

  /// Continues from a saved state.
  public init(
    learningRate: Double, weightDecay: WeightDecay, firstMoment: [Float], secondMoment: [Float],
    steps: Int
  ) {
    precondition(firstMoment.count == secondMoment.count && steps >= 0)
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.firstMoment = firstMoment
    self.secondMoment = secondMoment
    self.steps = steps
  }

  /// Takes one step, and leaves the gradients zero for the next.
  ///
  /// - Parameters:
  ///   - parameters: p.
  ///   - gradients: g.
  ///   - scale: Multiplies the gradients first; see ``clippingScale(norm:limit:)``.
  ///   - threads: Number of workers, ≥ 1.
  public mutating func step(
    _ parameters: inout [Float], _ gradients: inout [Float], scale: Float = 1, threads: Int = 1
  ) {
    precondition(parameters.count == firstMoment.count && gradients.count == firstMoment.count)
    steps += 1
    let (β1, β2) = (0.9, 0.999)
    let (shrink, penalty): (Float, Float) =
      switch weightDecay {
      case .decoupled(let λ): (Float(1 - learningRate * λ), 0)
      case .penalty(let λ): (1, Float(λ))
      }
    let step = AdamStep(
      gradientScale: scale, penalty: penalty, shrink: shrink,
      rate: Float(learningRate / (1 - power(β1, steps))),
      rootCorrection: Float(1 / (1 - power(β2, steps)).squareRoot()), β1: β1, β2: β2, ε: 1e-8)
    withConcurrentChunks(
      &parameters, &gradients, &firstMoment, &secondMoment, of: 1 << 14, threads: threads
    ) { _, p, g, m, v in step.apply(to: &p, &g, &m, &v) }
  }
}

/// `base` to a whole power, by squaring: the same bits on every machine.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
