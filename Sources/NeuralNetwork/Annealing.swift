/// A weight that rises linearly from 0 to `final`, once (Bowman et al. 2016, arXiv 1511.06349) or
/// in cycles that each begin at 0 again (Fu et al. 2019, doi 10.18653/v1/N19-1021), then stays.
public struct Annealing: Sendable, Equatable {
  /// The weight in the end, ≥ 0.
  public let final: Double
  /// Epochs of a cycle; 0 for `final` from the start.
  public let epochs: Int
  /// How often the weight rises, ≥ 1.
  public let cycles: Int
  /// The share of a cycle in which it rises, in 0 … 1 without 0; in the rest it stays at `final`.
  public let rise: Double

  /// An annealing; the defaults rise once, over all of `epochs`.
  public init(final: Double, epochs: Int, cycles: Int = 1, rise: Double = 1) {
    precondition(final >= 0 && epochs >= 0 && cycles >= 1 && rise > 0 && rise <= 1)
    self.final = final
    self.epochs = epochs
    self.cycles = cycles
    self.rise = rise
  }

  /// Whether the weight stays at `final` from an epoch on that is counted from 0.
  public func isOver(epoch: Int) -> Bool { epoch >= epochs * cycles }

  /// The weight in an epoch counted from 0: final·min(1, (epoch mod epochs)/(epochs·rise)).
  public func weight(epoch: Int) -> Double {
    isOver(epoch: epoch)
      ? final : final * min(1, Double(epoch % epochs) / (Double(epochs) * rise))
  }
}
