internal import Clustering
internal import Foundation
internal import LinearAlgebra
internal import NeuralNetwork
internal import Randomness

/// The clusters inside of a network, of either kind.
enum Clusters: Sendable {
  case mixture(MixturePrior)
  case centres(StudentClusters)

  init(_ settings: ClusterSettings, dimensions: Int, in layout: inout Layout) {
    self =
      switch settings.kind {
      case .mixture:
        .mixture(
          MixturePrior(components: settings.count, dimensions: dimensions, in: &layout))
      case .centres:
        .centres(StudentClusters(centres: settings.count, dimensions: dimensions, in: &layout))
      }
  }

  /// Of each row (B, Z) to be of each cluster: (B, K).
  func probabilities(of z: Matrix, _ parameters: Parameters) -> Matrix {
    switch self {
    case .mixture(let prior): prior.probabilities(of: z, parameters)
    case .centres(let centres): centres.probabilities(of: z, parameters)
    }
  }

  /// Puts the clusters where the latents of the training rows are.
  ///
  /// Means are those of a clustering's members. A component of a mixture has its share of rows, and
  /// in each dimension the variance of what its members' posteriors are together: of their means,
  /// plus the mean of their variances.
  ///
  /// - Parameters:
  ///   - latents: Of the training rows.
  ///   - settings: How they are clustered.
  ///   - seed: Any number.
  ///   - threads: Number of workers, ≥ 1; bits do not depend on it.
  ///   - parameters: Where the clusters are put.
  /// - Throws: ``TrainingError`` when they cannot be clustered.
  func start(
    at latents: Latents, _ settings: ClusterSettings, seed: UInt64, threads: Int,
    _ parameters: inout Parameters
  ) throws(TrainingError) {
    let members = Members(
      try labels(of: latents.mean, settings, seed: seed, threads: threads), of: latents,
      clusters: settings.count)
    switch self {
    case .centres(let centres):
      parameters.values.replaceSubrange(centres.mean.range, with: members.means)
    case .mixture(let prior):
      parameters.values.replaceSubrange(prior.mean.range, with: members.means)
      parameters.values.replaceSubrange(prior.logVariance.range, with: members.logVariances)
      parameters.values.replaceSubrange(prior.logits.range, with: members.logShares)
    }
  }

  private func labels(
    of x: Matrix, _ settings: ClusterSettings, seed: UInt64, threads: Int
  ) throws(TrainingError) -> [Int] {
    var generator = Generator(seed: seed, stream: "clusters")
    do {
      switch settings.start {
      case .kMeans:
        return try KMeans.fit(
          x, clusters: settings.count, settings: KMeans.Settings(starts: settings.starts),
          using: &generator, threads: threads
        ).labels
      case .gaussianMixture:
        return try GaussianMixture.fit(
          x, clusters: settings.count,
          settings: GaussianMixture.Settings(starts: settings.starts), using: &generator,
          threads: threads
        ).labels
      }
    } catch {
      throw TrainingError("the clusters of the model find no start: \(error)")
    }
  }
}

/// What the members of each cluster have in common.
private struct Members {
  private(set) var means: [Float]
  private(set) var logVariances: [Float]
  private(set) var logShares: [Float]

  init(_ labels: [Int], of latents: Latents, clusters K: Int) {
    let (x, Z) = (latents.mean, latents.mean.columns)
    var counts = [Double](repeating: 0, count: K)
    var sums = [Double](repeating: 0, count: K * Z)
    for (i, label) in labels.enumerated() {
      counts[label] += 1
      for j in 0..<Z { sums[label * Z + j] += Double(x[i, j]) }
    }
    let centres = sums.indices.map { sums[$0] / max(counts[$0 / Z], 1) }
    var squares = [Double](repeating: 0, count: K * Z)
    for (i, label) in labels.enumerated() {
      for j in 0..<Z {
        let distance = Double(x[i, j]) - centres[label * Z + j]
        let variance = latents.logVariance.map { exp(Double($0[i, j])) } ?? 0
        squares[label * Z + j] += distance * distance + variance
      }
    }
    means = centres.map { Float($0) }
    logVariances = squares.indices.map {
      counts[$0 / Z] > 0 ? Float(log(max(squares[$0] / counts[$0 / Z], 1e-4))) : 0
    }
    // A cluster without rows keeps half of one's share, so that it can win some.
    logShares = counts.map { Float(log(max($0, 0.5) / Double(labels.count))) }
  }
}
