public import LinearAlgebra

/// Keeps latent dimensions from shrinking and from saying the same: the variance and covariance terms
/// of VICReg (Bardes, Ponce & LeCun 2022, arXiv 2105.04906), over the rows of a batch.
///
/// With C the covariances of the latents over B rows (divisor B − 1) and σ_j = √(C_jj + 10⁻⁴), the
/// variance term is Σ_j max(0, 1 − σ_j)/Z and the covariance term Σ_{j≠k} C_jk²/Z.
public struct Spread: Sendable, Equatable {
  /// What the variance term counts, ≥ 0.
  public let variance: Double
  /// What the covariance term counts, ≥ 0.
  public let covariance: Double

  /// Weights.
  public init(variance: Double, covariance: Double) {
    self.variance = variance
    self.covariance = covariance
  }

  /// Both terms of latents, weighed, and their gradient.
  ///
  /// - Parameter z: (B, Z); a single row has no spread, its terms are 0.
  /// - Returns: The loss, and its gradient with respect to z, (B, Z).
  public func loss(of z: Matrix) -> (loss: Double, dz: Matrix) {
    let (B, Z) = (z.rows, z.columns)
    var dz = Matrix(rows: B, columns: Z)
    guard B > 1 else { return (0, dz) }
    let freedom = Double(B - 1)
    var centred = z
    for j in 0..<Z {
      let mean = (0..<B).reduce(0) { $0 + Double(z[$1, j]) } / Double(B)
      for i in 0..<B { centred[i, j] = Float(Double(z[i, j]) - mean) }
    }
    var products = [Float](repeating: 0, count: Z * Z)
    multiply(Factor(centred).transposed, Factor(centred), into: &products)

    var loss = 0.0
    // What the gradient has of each centred dimension.
    var mixing = [Float](repeating: 0, count: Z * Z)
    for j in 0..<Z {
      let deviation = (Double(products[j * Z + j]) / freedom + 1e-4).squareRoot()
      if deviation < 1 {
        loss += variance * (1 - deviation) / Double(Z)
        mixing[j * Z + j] = Float(-variance / (Double(Z) * freedom * deviation))
      }
      for k in 0..<Z where k != j {
        let c = Double(products[j * Z + k]) / freedom
        loss += covariance * c * c / Double(Z)
        mixing[j * Z + k] = Float(4 * covariance * c / (Double(Z) * freedom))
      }
    }
    multiply(
      Factor(centred), Factor(Matrix(rows: Z, columns: Z, elements: mixing)), into: &dz.elements)
    return (loss, dz)
  }
}
