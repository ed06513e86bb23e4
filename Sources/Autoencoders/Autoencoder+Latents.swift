internal import LinearAlgebra
internal import NeuralNetwork

/// What a loss has to say about latents.
extension Autoencoder {
  /// The terms of a loss that come from latents, of the whole batch; the others are 0.
  func latentLoss(
    _ posterior: GaussianPosterior?, at z: Matrix, _ objective: Objective,
    _ parameters: Parameters, _ pass: Pass
  ) -> Loss {
    var loss = Loss()
    let rows = pass.batchRows(z.rows)
    switch (objective.usesClusters ? clusters : nil, posterior) {
    case (.mixture(let prior), let posterior?):
      loss.divergence =
        divergenceWeight(objective, rows: rows)
        * pass.batchSums([prior.divergence(of: posterior, at: z, parameters)])[0]
    case (.centres(let centres), _):
      loss.clustering =
        batchWeight(objective, rows: rows)
        * pass.batchSums([
          centres.divergence(of: z, parameters, statistics: pass.statistics)
        ])[0]
    case (_, let posterior?):
      let least = objective.freeBits * Double(rows)
      loss.divergence =
        divergenceWeight(objective, rows: rows)
        * pass.batchSums(posterior.divergences()).reduce(0) { $0 + max($1, least) }
    default: break
    }
    return loss
  }

  /// The gradient of the whole loss with respect to what the head gives; that with respect to
  /// clusters is added.
  ///
  /// - Parameters:
  ///   - dz: The gradient of the reconstruction.
  ///   - posterior: Of a variational network.
  ///   - z: What was decoded.
  ///   - noise: That z was drawn with.
  ///   - loss: Of the batch.
  ///   - objective: As for the loss.
  ///   - parameters: As for the loss.
  ///   - gradients: Laid out as the parameters.
  ///   - pass: Gives memory and the target of clusters.
  func latentGradient(
    _ dz: consuming Matrix, _ posterior: consuming GaussianPosterior?, at z: Matrix, noise: Matrix,
    _ loss: Loss, _ objective: Objective, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let rows = pass.batchRows(z.rows)
    let weight =
      objective.slope(divergence: loss.divergence, rows: rows)
      * divergenceWeight(objective, rows: rows)
    switch (objective.usesClusters ? clusters : nil, posterior) {
    case (.mixture(let prior), let posterior?):
      let (more, direct) = prior.backward(
        posterior, at: z, weight: weight, parameters, accumulatingInto: &gradients,
        &pass.workspace)
      add(more, to: &dz)
      pass.workspace.recycle(more)
      return posterior.gradient(dz, noise: noise, adding: direct, &pass.workspace)
    case (.centres(let centres), _):
      let pull = centres.backward(
        z, weight: objective.clusteringWeight * batchWeight(objective, rows: rows), parameters,
        statistics: pass.statistics, accumulatingInto: &gradients, &pass.workspace)
      add(pull, to: &dz)
      pass.workspace.recycle(pull)
      return dz
    case (_, let posterior?):
      let least = objective.freeBits * Double(rows)
      let direct = posterior.divergenceGradient(
        weights: pass.batchSums(posterior.divergences()).map {
          $0 > least || least == 0 ? weight : 0
        }, &pass.workspace)
      return posterior.gradient(dz, noise: noise, adding: direct, &pass.workspace)
    default: return dz
    }
  }

  private func divergenceWeight(_ objective: Objective, rows: Int) -> Double {
    objective.reduction.weight(rows: rows, columns: latent)
  }

  /// What has no features or dimensions to be averaged over: a mean over rows in every reduction but
  /// `sum`.
  func batchWeight(_ objective: Objective, rows: Int) -> Double {
    objective.reduction == .sum ? 1 : 1 / Double(rows)
  }

  /// A spread is of a whole batch, and counts like a mean over its rows.
  func spreadWeight(_ objective: Objective, rows: Int) -> Double {
    objective.reduction == .sum ? Double(rows) : 1
  }
}
