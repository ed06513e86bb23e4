/// Ends a hopeless training: one whose lowest loss so far is above the median, over other trainings, of
/// their mean loss so far (Golovin et al. 2017, doi 10.1145/3097983.3098043, section 3.2.2).
public struct MedianStopping: Sendable, Equatable {
  /// The losses of the other trainings, epoch by epoch.
  private let others: [[Double]]
  /// The rule says nothing before so many epochs.
  private let warmUp: Int

  /// A rule.
  ///
  /// - Parameters:
  ///   - others: The losses of each other training, epoch by epoch; at least one of each.
  ///   - warmUp: Epochs before the rule holds, ≥ 1.
  public init(others: [[Double]], warmUp: Int) {
    precondition(!others.isEmpty && others.allSatisfy { !$0.isEmpty } && warmUp >= 1)
    self.others = others
    self.warmUp = warmUp
  }

  /// Whether a training with these losses, epoch by epoch, is to end. Of trainings that ended before,
  /// all losses count.
  public func isHopeless(_ losses: [Double]) -> Bool {
    guard losses.count >= warmUp, let best = losses.min() else { return false }
    let means = others.map { other in
      let seen = other.prefix(losses.count)
      return seen.reduce(0, +) / Double(seen.count)
    }.sorted()
    let middle = means.count / 2
    return best > (means.count % 2 == 1 ? means[middle] : (means[middle - 1] + means[middle]) / 2)
  }
}
