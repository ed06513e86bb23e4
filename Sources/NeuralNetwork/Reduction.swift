/// How a loss is reduced from elements to one number, for every term alike.
///
/// B rows in the batch, D features, Z latent dimensions.
public enum Reduction: String, CaseIterable, Sendable {
  /// Sum over features or latent dimensions, mean over the batch: the evidence lower bound, up to
  /// the constants of a unit-variance Gaussian and a factor 2 of its reconstruction.
  case elbo
  /// Mean over batch and features, and over batch and latent dimensions: β then weighs the
  /// divergence D/Z times as much as in the evidence lower bound.
  case mean
  /// Sum over everything: the scale grows with the batch.
  case sum

  /// What each element counts.
  ///
  /// - Parameters:
  ///   - rows: B.
  ///   - columns: D or Z.
  public func weight(rows: Int, columns: Int) -> Double {
    switch self {
    case .elbo: 1 / Double(rows)
    case .mean: 1 / (Double(rows) * Double(columns))
    case .sum: 1
    }
  }
}
