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
  /// σ² − 1 (B, Z), which all else is made of: an exponential takes as long as ten products. In
  /// double, and not as σ², for a divergence that is the difference of nearly equal terms.
  private let excess: [Double]

  /// What log σ² and its negative are at most.
  public static let largestLogVariance: Float = 10

  /// Takes (B, 2Z): means, then log variances.
  public init(_ values: consuming Matrix) {
    precondition(values.columns % 2 == 0)
    let latent = values.columns / 2
    var excess: [Double] = []
    excess.reserveCapacity(values.rows * latent)
    for i in 0..<values.rows {
      for j in 0..<latent {
        excess.append(expm1(Double(Self.bounded(values[i, latent + j]))))
      }
    }
    self.latent = latent
    self.excess = excess
    self.values = values
  }

  /// B.
  var rows: Int { values.rows }
  /// Z.
  var dimensions: Int { latent }

  /// μ, (B, Z).
  var means: Matrix {
    var means = Matrix(rows: rows, columns: latent)
    for i in 0..<rows {
      for j in 0..<latent { means[i, j] = values[i, j] }
    }
    return means
  }

  func mean(_ i: Int, _ j: Int) -> Float { values[i, j] }

  func logVariance(_ i: Int, _ j: Int) -> Float { Self.bounded(values[i, latent + j]) }

  private static func bounded(_ logVariance: Float) -> Float {
    min(max(logVariance, -largestLogVariance), largestLogVariance)
  }

  /// σ of an element of (B, Z).
  private func deviation(_ index: Int) -> Float { Float((1 + excess[index]).squareRoot()) }

  /// z = μ + ε⊙σ.
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
        z[i, j] = values[i, j] + noise[i, j] * deviation(i * latent + j)
      }
    }
    return z
  }

  /// Σ KL(q(z|x) ‖ N(0, 1)) = Σ ½(μ² + σ² − 1 − log σ²) over rows, for each dimension (Z), nats.
  public func divergences() -> [Double] {
    var sums = [Double](repeating: 0, count: latent)
    for i in 0..<values.rows {
      for j in 0..<latent {
        sums[j] += gaussianDivergence(
          mean: values[i, j], logVariance: logVariance(i, j), excess: excess[i * latent + j])
      }
    }
    return sums
  }

  /// The gradient of Σ w·KL(q(z|x) ‖ N(0, 1)) with respect to (μ, log σ²): w·μ and ½w·(σ² − 1).
  ///
  /// - Parameters:
  ///   - weights: w of each dimension (Z).
  ///   - workspace: Where the gradient comes from.
  /// - Returns: (B, 2Z).
  public func divergenceGradient(weights: [Double], _ workspace: inout Workspace) -> Matrix {
    precondition(weights.count == latent)
    var gradient = workspace.matrix(rows: values.rows, columns: values.columns)
    for i in 0..<values.rows {
      for j in 0..<latent {
        gradient[i, j] = Float(weights[j]) * values[i, j]
        gradient[i, latent + j] = Float(0.5 * weights[j] * excess[i * latent + j])
      }
    }
    return gradient
  }

  /// The gradient of a loss of z and of the posterior itself, with respect to (μ, log σ²).
  ///
  /// ∂/∂μ = dz + dμ; ∂/∂log σ² = ½·dz·ε·σ + d(log σ²). At a bound of the log variance only a
  /// gradient that leads back inside passes.
  ///
  /// - Parameters:
  ///   - dz: ∂L/∂z (B, Z).
  ///   - noise: ε (B, Z), as for the sample.
  ///   - direct: What the loss changes by with (μ, log σ²) while z stays, (B, 2Z).
  ///   - workspace: Takes dz and `direct` back.
  /// - Returns: (B, 2Z), as the posterior was given.
  public consuming func gradient(
    _ dz: consuming Matrix, noise: Matrix, adding direct: consuming Matrix,
    _ workspace: inout Workspace
  ) -> Matrix {
    precondition(dz.rows == values.rows && dz.columns == latent)
    precondition(direct.rows == values.rows && direct.columns == values.columns)
    for i in 0..<values.rows {
      for j in 0..<latent {
        let (bounded, given) = (logVariance(i, j), values[i, latent + j])
        let g = 0.5 * dz[i, j] * noise[i, j] * deviation(i * latent + j) + direct[i, latent + j]
        values[i, j] = dz[i, j] + direct[i, j]
        values[i, latent + j] = leadsOut(g, at: given, bounded: bounded) ? 0 : g
      }
    }
    workspace.recycle(dz)
    workspace.recycle(direct)
    return values
  }

  /// μ (B, Z) and log σ² (B, Z) of (B, 2Z), where nothing else is asked of a posterior.
  static func parts(of values: Matrix) -> (mean: Matrix, logVariance: Matrix) {
    let latent = values.columns / 2
    var mean = Matrix(rows: values.rows, columns: latent)
    var logVariance = mean
    for i in 0..<values.rows {
      for j in 0..<latent {
        mean[i, j] = values[i, j]
        logVariance[i, j] = bounded(values[i, latent + j])
      }
    }
    return (mean, logVariance)
  }
}

/// Whether descent along a gradient would lead a value farther out of its bounds.
func leadsOut(_ gradient: Float, at given: Float, bounded: Float) -> Bool {
  // Descent moves against the gradient.
  given > bounded && gradient < 0 || given < bounded && gradient > 0
}

/// KL(N(μ, σ²) ‖ N(0, 1)) = ½(μ² + σ² − 1 − log σ²), ≥ 0, and 0 only at the prior.
///
/// - Parameters:
///   - μ: The mean.
///   - logVariance: log σ².
///   - excess: σ² − 1, by expm1: it keeps the difference of nearly equal terms.
func gaussianDivergence(mean μ: Float, logVariance: Float, excess: Double) -> Double {
  0.5 * (Double(μ) * Double(μ) + (excess - Double(logVariance)))
}
