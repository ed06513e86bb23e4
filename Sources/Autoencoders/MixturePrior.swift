internal import Foundation
public import LinearAlgebra
public import NeuralNetwork

/// A mixture of K normal distributions with diagonal covariances as the prior of latents, p(z, c) =
/// π_c·N(z; m_c, diag e^{s_c}), learned with the network: variational deep embedding (Jiang et al.
/// 2017, arXiv 1611.05148).
///
/// Everything is computed from logarithms. q(c|x) is p(c|z) of the drawn z, and gradients go through
/// it. Log variances are kept within ±10, as those of the posterior.
public struct MixturePrior: Sendable {
  /// Numbers whose softmax is π, (1, K).
  public let logits: Slot
  /// m, (K, Z).
  public let mean: Slot
  /// s, (K, Z).
  public let logVariance: Slot

  /// Reserves “clusters.logits”, “clusters.mean” and “clusters.log_variance”.
  public init(components: Int, dimensions: Int, in layout: inout Layout) {
    logits = layout.reserveParameter("clusters.logits", columns: components, initial: .constant(0))
    mean = layout.reserveParameter(
      "clusters.mean", rows: components, columns: dimensions, initial: .normal)
    logVariance = layout.reserveParameter(
      "clusters.log_variance", rows: components, columns: dimensions, initial: .constant(0))
  }

  /// p(c|z) of any points.
  ///
  /// - Parameters:
  ///   - z: (B, Z).
  ///   - parameters: Of the layout.
  /// - Returns: (B, K); rows sum to 1.
  public func probabilities(of z: Matrix, _ parameters: Parameters) -> Matrix {
    let components = Components(self, parameters)
    return Matrix(
      rows: z.rows, columns: components.count,
      elements: (0..<z.rows).flatMap { i in
        components.logProbabilities { Double(z[i, $0]) }.map { Float(exp($0)) }
      })
  }

  /// The divergence of the posterior from the components, Σ_c γ_c·KL(q(z|x) ‖ N(m_c, e^{s_c})), for
  /// each dimension (Z), averaged over rows, nats.
  ///
  /// - Parameters:
  ///   - latents: With log variances and γ.
  ///   - rows: Which of them; at least one.
  ///   - parameters: Of the layout.
  func divergencePerDimension(
    of latents: Latents, over rows: [Int], _ parameters: Parameters
  ) -> [Double]? {
    guard let logVariance = latents.logVariance, let γ = latents.clusters else { return nil }
    let components = Components(self, parameters)
    return (0..<components.dimensions).map { j in
      rows.reduce(0.0) { sum, i in
        let (μ, v) = (Double(latents.mean[i, j]), Double(logVariance[i, j]))
        return (0..<components.count).reduce(sum) { sum, c in
          let k = c * components.dimensions + j
          let distance = μ - components.means[k]
          let s = components.logVariances[k]
          return sum
            + 0.5 * Double(γ[i, c])
            * (s - v - 1 + (exp(v) + distance * distance) * components.precisions[k])
        }
      } / Double(rows.count)
    }
  }

  /// Σ KL(q(z, c|x) ‖ p(z, c)) over rows, nats: with γ = q(c|x), ½Σ γ_c(s_c + e^{v − s_c} +
  /// (μ − m_c)²/e^{s_c}) − Σ γ_c(log π_c − log γ_c) − ½Σ(1 + v).
  ///
  /// - Parameters:
  ///   - posterior: μ and v = log σ² of B rows.
  ///   - z: Drawn from it (B, Z).
  ///   - parameters: Of the layout.
  public func divergence(
    of posterior: GaussianPosterior, at z: Matrix, _ parameters: Parameters
  ) -> Double {
    let components = Components(self, parameters)
    return (0..<z.rows).reduce(0) { sum, i in
      sum + components.terms(of: posterior, at: z, row: i).divergence
    }
  }

  /// The gradient of w·``divergence(of:at:_:)``; that with respect to the parameters is added.
  ///
  /// - Parameters:
  ///   - posterior: As for the divergence.
  ///   - z: As for the divergence.
  ///   - weight: w.
  ///   - parameters: Of the layout.
  ///   - gradients: Laid out as the parameters.
  ///   - workspace: Where the gradients come from.
  /// - Returns: With respect to z (B, Z), and to (μ, log σ²) while z stays, (B, 2Z).
  public func backward(
    _ posterior: GaussianPosterior, at z: Matrix, weight: Double, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ workspace: inout Workspace
  ) -> (dz: Matrix, direct: Matrix) {
    let components = Components(self, parameters)
    let (K, Z) = (components.count, components.dimensions)
    var dz = workspace.matrix(rows: z.rows, columns: Z)
    var direct = workspace.matrix(rows: z.rows, columns: 2 * Z)
    var dShares = [Double](repeating: 0, count: K)
    var dMean = [Double](repeating: 0, count: K * Z)
    var dLogVariance = dMean
    for i in 0..<z.rows {
      let terms = components.terms(of: posterior, at: z, row: i)
      let γ = terms.logProbabilities.map { exp($0) }
      // ∂/∂γ, and from it ∂/∂log p(z, c).
      let dγ = (0..<K).map {
        0.5 * terms.distances[$0] - components.logShares[$0] + terms.logProbabilities[$0] + 1
      }
      let average = zip(γ, dγ).reduce(0) { $0 + $1.0 * $1.1 }
      let dJoint = (0..<K).map { γ[$0] * (dγ[$0] - average) }
      for c in 0..<K { dShares[c] += dJoint[c] - γ[c] }
      for j in 0..<Z {
        let (μ, v) = (Double(posterior.mean(i, j)), Double(posterior.logVariance(i, j)))
        let (variance, point) = (exp(v), Double(z[i, j]))
        var (dPoint, dμ, dv) = (0.0, 0.0, -0.5)
        for c in 0..<K {
          let k = c * Z + j
          let precision = components.precisions[k]
          let (toPoint, toMean) = (point - components.means[k], μ - components.means[k])
          dPoint -= dJoint[c] * toPoint * precision
          dμ += γ[c] * toMean * precision
          dv += 0.5 * γ[c] * variance * precision
          dMean[k] += (dJoint[c] * toPoint - γ[c] * toMean) * precision
          dLogVariance[k] +=
            0.5 * dJoint[c] * (toPoint * toPoint * precision - 1)
            + 0.5 * γ[c] * (1 - (variance + toMean * toMean) * precision)
        }
        dz[i, j] = Float(weight * dPoint)
        direct[i, j] = Float(weight * dμ)
        direct[i, Z + j] = Float(weight * dv)
      }
    }
    let total = dShares.reduce(0, +)
    for c in 0..<K {
      gradients[logits.offset + c] +=
        Float(weight * (dShares[c] - exp(components.logShares[c]) * total))
    }
    for k in 0..<(K * Z) {
      gradients[mean.offset + k] += Float(weight * dMean[k])
      let given = parameters.values[logVariance.offset + k]
      let g = Float(weight * dLogVariance[k])
      if !leadsOut(g, at: given, bounded: Float(components.logVariances[k])) {
        gradients[logVariance.offset + k] += g
      }
    }
    return (dz, direct)
  }
}

// MARK: - Components

/// The mixture in `Double`.
private struct Components {
  let count: Int
  let dimensions: Int
  /// log π.
  let logShares: [Double]
  /// m, s and e⁻ˢ, (K, Z).
  let means: [Double]
  let logVariances: [Double]
  let precisions: [Double]

  init(_ prior: MixturePrior, _ parameters: Parameters) {
    (count, dimensions) = (prior.mean.rows, prior.mean.columns)
    let logits = parameters.values[prior.logits.range].map { Double($0) }
    let norm = logSumExp(logits)
    logShares = logits.map { $0 - norm }
    means = parameters.values[prior.mean.range].map { Double($0) }
    let bound = GaussianPosterior.largestLogVariance
    logVariances = parameters.values[prior.logVariance.range].map {
      Double(min(max($0, -bound), bound))
    }
    precisions = logVariances.map { exp(-$0) }
  }

  /// log p(c|z) of the point with these coordinates.
  func logProbabilities(_ z: (Int) -> Double) -> [Double] {
    let joint = (0..<count).map { c in
      var sum = Double(dimensions) * log(2 * .pi)
      for j in 0..<dimensions {
        let k = c * dimensions + j
        let distance = z(j) - means[k]
        sum += logVariances[k] + distance * distance * precisions[k]
      }
      return logShares[c] - 0.5 * sum
    }
    let norm = logSumExp(joint)
    return joint.map { $0 - norm }
  }

  /// log γ, Σ(s_c + e^{v − s_c} + (μ − m_c)²/e^{s_c}) of each component, and the divergence.
  func terms(
    of posterior: GaussianPosterior, at z: Matrix, row i: Int
  ) -> (logProbabilities: [Double], distances: [Double], divergence: Double) {
    let logProbabilities = logProbabilities { Double(z[i, $0]) }
    let variances = (0..<dimensions).map { exp(Double(posterior.logVariance(i, $0))) }
    let distances = (0..<count).map { c in
      (0..<dimensions).reduce(0.0) { sum, j in
        let k = c * dimensions + j
        let distance = Double(posterior.mean(i, j)) - means[k]
        return sum + logVariances[k] + (variances[j] + distance * distance) * precisions[k]
      }
    }
    var divergence = (0..<dimensions).reduce(0.0) {
      $0 - 0.5 * (1 + Double(posterior.logVariance(i, $1)))
    }
    for c in 0..<count {
      divergence +=
        exp(logProbabilities[c]) * (0.5 * distances[c] - logShares[c] + logProbabilities[c])
    }
    return (logProbabilities, distances, divergence)
  }
}

/// log Σ eˣ.
private func logSumExp(_ values: [Double]) -> Double {
  let largest = values.max() ?? 0
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
