/// Ends training when a loss has not improved for a number of epochs.
public struct EarlyStopping: Sendable, Equatable {
  /// Epochs without improvement after which to stop; 0 never stops.
  public let patience: Int
  /// The lowest loss so far.
  public private(set) var best: Double
  /// The epoch of the lowest loss, counted from 0; −1 before there is one.
  public private(set) var bestEpoch: Int
  /// Epochs since, as far as they counted.
  public private(set) var badEpochs: Int

  /// A rule, new or continued.
  public init(patience: Int, best: Double = .infinity, bestEpoch: Int = -1, badEpochs: Int = 0) {
    precondition(patience >= 0)
    self.patience = patience
    self.best = best
    self.bestEpoch = bestEpoch
    self.badEpochs = badEpochs
  }

  /// Whether to stop.
  public var isOver: Bool { patience > 0 && badEpochs >= patience }

  /// Notes an epoch.
  ///
  /// - Parameters:
  ///   - loss: What is watched.
  ///   - epoch: From 0.
  ///   - counting: Whether the epoch counts against the patience if it is not better.
  /// - Returns: Whether the loss is the lowest so far.
  public mutating func note(_ loss: Double, epoch: Int, counting: Bool) -> Bool {
    if loss < best {
      (best, bestEpoch, badEpochs) = (loss, epoch, 0)
      return true
    }
    if counting { badEpochs += 1 }
    return false
  }
}
