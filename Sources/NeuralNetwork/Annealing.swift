/// A weight that rises linearly from 0 to `final` over a number of epochs, then stays (Bowman et
/// al. 2016, arXiv 1511.06349).
public struct LinearAnnealing: Sendable, Equatable {
  /// The weight in the end, ≥ 0.
  public let final: Double
  /// Epochs until then; 0 for `final` from the start.
  public let epochs: Int

  /// An annealing.
  public init(final: Double, epochs: Int) {
    precondition(final >= 0 && epochs >= 0)
    self.final = final
    self.epochs = epochs
  }

  /// The weight in an epoch counted from 0: final·min(1, epoch/epochs).
  public func weight(epoch: Int) -> Double {
    epoch >= epochs ? final : final * Double(epoch) / Double(epochs)
  }
}
