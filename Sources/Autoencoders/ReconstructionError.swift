internal import Foundation
internal import LinearAlgebra
internal import NeuralNetwork

/// How far a reconstruction is from its features.
public enum ReconstructionError: String, CaseIterable, Sendable {
  /// (x̂ − x)², without the ½ of a likelihood.
  case squared = "mse"
  /// −log N(x; x̂, σ²) = ½(log 2π + log σ² + (x̂ − x)²/σ²), with one σ² for all features that is
  /// learned with the network (Rybkin, Daniilidis & Levine 2021, arXiv 2006.13202).
  case gaussian = "gaussian-nll"
}

extension Autoencoder {
  /// w·Σ of the errors of all elements.
  func error(
    of x̂: Matrix, _ target: Matrix, weight: Double, _ parameters: Parameters, threads: Int
  ) -> Double {
    guard let noise = logNoise(parameters) else {
      return squaredError(x̂, target, weight: weight, threads: threads)
    }
    let squares = squaredError(x̂, target, weight: 1, threads: threads)
    let constant = Double(target.elements.count) * (log(2 * .pi) + noise.bounded)
    return 0.5 * weight * (constant + squares * exp(-noise.bounded))
  }

  /// Turns a reconstruction into the gradient of its error; that with respect to log σ² is added.
  func replaceByErrorGradient(
    _ x̂: inout Matrix, _ target: Matrix, weight: Double, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], threads: Int
  ) {
    guard let noise = logNoise(parameters), let slot = logVariance else {
      return replaceBySquaredErrorGradient(&x̂, target, weight: weight, threads: threads)
    }
    let precision = exp(-noise.bounded)
    let squares = squaredError(x̂, target, weight: 1, threads: threads)
    let g = Float(0.5 * weight * (Double(target.elements.count) - squares * precision))
    if !leadsOut(g, at: noise.given, bounded: Float(noise.bounded)) { gradients[slot.offset] += g }
    replaceBySquaredErrorGradient(&x̂, target, weight: 0.5 * weight * precision, threads: threads)
  }

  /// log σ² as it is, and within the bounds of all log variances.
  private func logNoise(_ parameters: Parameters) -> (given: Float, bounded: Double)? {
    logVariance.map {
      let (given, bound) = (parameters.values[$0.offset], GaussianPosterior.largestLogVariance)
      return (given, Double(min(max(given, -bound), bound)))
    }
  }
}
