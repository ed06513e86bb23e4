public import LinearAlgebra
public import NeuralNetwork
internal import Foundation

/// The approximate posterior q(z|x) = N(μ, diag σ²) of a batch (Kingma & Welling 2014, arXiv
/// 1312.6114).
///
/// Log variances are kept within ±10, that is σ within 0.0067 … 148: beyond it exp overflows in
/// training and nothing is gained.
public struct GaussianPosterior: Sendable {
  /// μ and log σ² side by side, (B, 2Z), as a dense layer gives them.
  private var values: Matrix
  private let latent: Int

  static let largestLogVariance: Float = 10

  /// Takes (B, 2Z): means, then log variances.
  public init(_ values: consuming Matrix) {
    precondition(values.columns % 2 == 0)
    latent = values.columns / 2
    self.values = values
  }

  private func logVariance(_ i: Int, _ j: Int) -> Float {
    min(max(values[i, latent + j], -Self.largestLogVariance), Self.largestLogVariance)
  }

  /// z = μ + ε⊙exp(½ log σ²).
  ///
  /// - Parameters:
  ///   - noise: ε (B, Z), standard normal.
  ///   - workspace: Where z comes from.
  /// - Returns: z (B, Z).
  public func sample(noise: Matrix, _ workspace: inout Workspace) -> Matrix {
    precondition(noise.rows == values.rows && noise.columns == latent)
    var z = workspace.matrix(rows: values.rows, columns: latent)
    for i in 0..<values.rows {
      for j in 0..<latent {
        z[i, j] = values[i, j] + noise[i, j] * exp(0.5 * logVariance(i, j))
      }
    }
    return z
  }

  /// w·Σ KL(q(z|x) ‖ N(0, 1)) = w·Σ ½(μ² + σ² − 1 − log σ²) over rows and dimensions.
  ///
  /// - Parameter weight: w, from ``NeuralNetwork/Reduction/weight(rows:columns:)``.
  public func divergence(weight: Double) -> Double {
    var sum = 0.0
    for i in 0..<values.rows {
      for j in 0..<latent {
        sum += gaussianDivergence(mean: values[i, j], logVariance: logVariance(i, j))
      }
    }
    return weight * sum
  }

  /// The gradient of a loss of z plus the weighted divergence, with respect to (μ, log σ²).
  ///
  /// ∂/∂μ = dz + w·μ; ∂/∂log σ² = ½·dz·ε·σ + ½w·(σ² − 1). At a bound of the log variance only a
  /// gradient that leads back inside passes.
  ///
  /// - Parameters:
  ///   - dz: ∂L/∂z (B, Z).
  ///   - noise: ε (B, Z), as for the sample.
  ///   - weight: w of the divergence, β included.
  ///   - workspace: Takes dz back.
  /// - Returns: (B, 2Z), as the posterior was given.
  public consuming func gradient(
    _ dz: consuming Matrix, noise: Matrix, divergenceWeight weight: Double,
    _ workspace: inout Workspace
  ) -> Matrix {
    precondition(dz.rows == values.rows && dz.columns == latent)
    for i in 0..<values.rows {
      for j in 0..<latent {
        let (μ, bounded, given) = (values[i, j], logVariance(i, j), values[i, latent + j])
        let σ = exp(0.5 * bounded)
        let g = 0.5 * dz[i, j] * noise[i, j] * σ + Float(0.5 * weight) * (σ * σ - 1)
        values[i, j] = dz[i, j] + Float(weight) * μ
        // Descent moves against the gradient.
        let leadsOut = given > bounded && g < 0 || given < bounded && g > 0
        values[i, latent + j] = leadsOut ? 0 : g
      }
    }
    workspace.recycle(dz)
    return values
  }

  /// μ (B, Z) and log σ² (B, Z).
  public consuming func parts() -> (mean: Matrix, logVariance: Matrix) {
    var mean = Matrix(rows: values.rows, columns: latent)
    var logVariances = mean
    for i in 0..<values.rows {
      for j in 0..<latent {
        mean[i, j] = values[i, j]
        logVariances[i, j] = logVariance(i, j)
      }
    }
    return (mean, logVariances)
  }
}

/// KL(N(μ, σ²) ‖ N(0, 1)) = ½(μ² + σ² − 1 − log σ²), ≥ 0, and 0 only at the prior.
func gaussianDivergence(mean μ: Float, logVariance: Float) -> Double {
  let (μ, logVariance) = (Double(μ), Double(logVariance))
  // expm1 keeps the difference of nearly equal terms.
  return 0.5 * (μ * μ + (expm1(logVariance) - logVariance))
}
