internal import Parallelism

/// Stochastic gradient descent with momentum over one flat array, as PyTorch's `SGD` computes it
/// (Sutskever et al. 2013): g ← g + λ·p, v ← μ·v + g, p ← p − η·v; with Nesterov's momentum
/// p ← p − η·(g + μ·v).
public struct GradientDescent: Sendable, Equatable {
  /// η.
  public var learningRate: Double
  /// μ, in 0 ..< 1.
  public let momentum: Double
  /// Whether the step looks ahead.
  public let isNesterov: Bool
  /// λ, ≥ 0.
  public let weightDecay: Double
  /// v.
  public private(set) var velocity: [Float]
  /// The number of steps taken.
  public private(set) var steps: Int

  /// Begins with zero velocity, or continues from a saved state.
  public init(
    learningRate: Double, momentum: Double, isNesterov: Bool = false, weightDecay: Double = 0,
    velocity: [Float], steps: Int = 0
  ) {
    precondition(momentum >= 0 && momentum < 1 && weightDecay >= 0 && steps >= 0)
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
    self.velocity = velocity
    self.steps = steps
  }

  /// Takes one step, and leaves the gradients zero for the next; see
  /// ``AdamW/step(_:_:scale:threads:)``.
  public mutating func step(
    _ parameters: inout [Float], _ gradients: inout [Float], scale: Float = 1, threads: Int = 1
  ) {
    precondition(parameters.count == velocity.count && gradients.count == velocity.count)
    steps += 1
    let size = 1 << 16
    let (μ, λ, η) = (Float(momentum), Float(weightDecay), Float(learningRate))
    let ahead = isNesterov
    velocity.withConcurrentChunks(of: size, threads: threads) {
      [p = parameters, g = gradients] chunk, v in
      for i in 0..<v.count {
        let j = chunk * size + i
        v[i] = μ * v[i] + (g[j] * scale + λ * p[j])
      }
    }
    parameters.withConcurrentChunks(of: size, threads: threads) {
      [v = velocity, g = gradients] chunk, p in
      for i in 0..<p.count {
        let j = chunk * size + i
        p[i] -= η * (ahead ? g[j] * scale + λ * p[i] + μ * v[j] : v[j])
      }
    }
    gradients.withConcurrentChunks(of: size, threads: threads) { _, g in
      for i in 0..<g.count { g[i] = 0 }
    }
  }
}
