/// Lowers the learning rate when a loss no longer improves, as PyTorch's `ReduceLROnPlateau` with
/// mode min, relative threshold 1e-4, no cool-down and no minimum.
///
/// A loss counts as better when it is below best·(1 − 1e-4); a loss that is not a number is not.
/// After more than `patience` epochs that are not better the rate is multiplied by `factor`.
public struct PlateauSchedule: Sendable, Equatable {
  /// Multiplies the rate, in 0 ..< 1.
  public let factor: Double
  /// Epochs without improvement that are borne.
  public let patience: Int
  /// The lowest loss so far that counted as better.
  public private(set) var best: Double
  /// Epochs since.
  public private(set) var badEpochs: Int

  /// A schedule, new or continued.
  public init(factor: Double, patience: Int, best: Double = .infinity, badEpochs: Int = 0) {
    precondition(factor > 0 && factor < 1 && patience >= 0)
    self.factor = factor
    self.patience = patience
    self.best = best
    self.badEpochs = badEpochs
  }

  /// The learning rate after an epoch of the given loss.
  public mutating func rate(after loss: Double, current: Double) -> Double {
    // For a negative loss the factor would make the threshold easier; PyTorch does the same.
    if loss < best * (1 - 1e-4) {
      best = loss
      badEpochs = 0
    } else {
      badEpochs += 1
    }
    guard badEpochs > patience else { return current }
    badEpochs = 0
    let lowered = current * factor
    return current - lowered > 1e-8 ? lowered : current
  }
}
