internal import Randomness

/// What accompanies a batch on its way through the layers of a network.
public struct Pass: Sendable {
  /// Number of workers; results do not depend on it.
  public let threads: Int
  /// Seeds whatever layers draw.
  public let seed: UInt64
  /// The optimiser's step; what layers draw differs between steps.
  public var step = 0
  /// Which rows of the batch this process has; `nil` for all.
  public var share: BatchShare?
  /// Running statistics of all layers, as ``Layout/statistics`` lays them out.
  public var statistics: [Float]
  /// Memory for activations and gradients.
  public var workspace = Workspace()

  /// A pass through a network whose running statistics stand at their start.
  ///
  /// - Parameters:
  ///   - layout: Of the network.
  ///   - seed: Any number.
  ///   - threads: Number of workers, ≥ 1.
  public init(_ layout: Layout, seed: UInt64, threads: Int = 1) {
    precondition(threads >= 1)
    self.threads = threads
    self.seed = seed
    statistics = layout.statistics.flatMap { slot in
      guard case .constant(let value) = slot.initial else {
        preconditionFailure("a running statistic starts from a constant")
      }
      return [Float](repeating: value, count: slot.columns)
    }
  }

  /// A key for random numbers of one layer at this step.
  public func key(_ layer: String) -> UInt64 {
    var generator = Generator(seed: seed, stream: "\(layer) \(step)")
    return generator.next()
  }
}
