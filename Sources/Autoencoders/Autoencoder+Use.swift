internal import Kernels
public import LinearAlgebra
public import NeuralNetwork
internal import Parallelism

extension Autoencoder {
  /// The loss of any rows, with running statistics and without dropout.
  ///
  /// - Parameters:
  ///   - x: (B, D).
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - songs: The song of each row, for a network that compares clips: rows 2i and 2i + 1 are of
  ///     one.
  ///   - noise: ε (B, Z); not looked at unless variational.
  ///   - objective: Reduction and weights.
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  public func loss(
    of x: Matrix, classes: [Int] = [], songs: [Int] = [], noise: Matrix, _ objective: Objective,
    _ parameters: Parameters, _ pass: inout Pass
  ) -> Loss {
    let code = code(of: x, classes, parameters, &pass)
    let posterior = isVariational ? GaussianPosterior(code) : nil
    let z = posterior?.sample(noise: noise, &pass.workspace) ?? code
    var loss = latentLoss(posterior, at: z, objective, parameters, pass)
    if let contrast {
      loss.contrast =
        batchWeight(objective, rows: x.rows)
        * contrast.loss(of: z, songs: songs, parameters, &pass)
    }
    if let spread = objective.spread {
      loss.spread =
        spreadWeight(objective, rows: x.rows) * spread.loss(of: posterior?.means ?? z).loss
    }
    if reconstructs(for: objective) {
      let x̂ = decode(z, classes: classes, parameters, &pass)
      let (own, second) = separated(x, &pass)
      loss.reconstruction = error(
        of: x̂, own, weight: objective.reduction.weight(rows: x.rows, columns: features),
        parameters, threads: pass.threads)
      if let second {
        loss.reconstruction += secondLoss(of: second, at: z, objective, parameters, &pass)
      }
      pass.workspace.recycle(x̂)
    }
    loss.total = objective.total(of: loss, rows: x.rows)
    return loss
  }

  /// The latents of any rows.
  ///
  /// - Parameters:
  ///   - x: (B, D).
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  /// - Returns: μ (B, Z), and log σ² (B, Z) if variational.
  public func encode(
    _ x: Matrix, classes: [Int] = [], _ parameters: Parameters, _ pass: inout Pass
  ) -> (mean: Matrix, logVariance: Matrix?) {
    let code = code(of: x, classes, parameters, &pass)
    guard isVariational else { return (code, nil) }
    let (mean, logVariance) = GaussianPosterior.parts(of: code)
    return (mean, logVariance)
  }

  /// The probability of each row to be of each cluster, by its latent mean: nothing is drawn.
  ///
  /// - Parameters:
  ///   - mean: Latent means, from ``encode(_:classes:_:_:)``, (B, Z).
  ///   - parameters: Of this layout.
  /// - Returns: (B, K), rows sum to 1; `nil` for a network without clusters.
  public func clusterProbabilities(of mean: Matrix, _ parameters: Parameters) -> Matrix? {
    clusters?.probabilities(of: mean, parameters)
  }

  /// The mean divergence of the posterior from the prior over training rows, for each dimension (Z),
  /// nats: from the standard normal one, or from the components of a mixture, weighed by their
  /// probabilities; `nil` unless variational.
  ///
  /// - Parameters:
  ///   - latents: Of all rows.
  ///   - rows: At least one.
  ///   - parameters: Of this layout.
  public func divergencePerDimension(
    of latents: Latents, over rows: TrainingRows, _ parameters: Parameters
  ) -> [Double]? {
    if case .mixture(let prior)? = clusters {
      return prior.divergencePerDimension(of: latents, over: rows.indices, parameters)
    }
    return latents.divergencePerDimension(over: rows)
  }

  /// The features that latents stand for.
  ///
  /// - Parameters:
  ///   - z: (B, Z).
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  /// - Returns: x̂ (B, D).
  public func decode(
    _ z: Matrix, classes: [Int] = [], _ parameters: Parameters, _ pass: inout Pass
  ) -> Matrix {
    let told = joined(z, classes, at: .decoder, parameters, &pass)
    let x̂ = output.apply(decoder.apply(told, parameters, &pass), parameters, &pass)
    guard channels > 1 else { return x̂ }
    return transposingRows(of: x̂, as: features / channels, &pass)
  }

  private func code(
    of x: Matrix, _ classes: [Int], _ parameters: Parameters, _ pass: inout Pass
  ) -> Matrix {
    precondition(x.columns == inputs)
    let (own, second) = separated(x, &pass)
    var h = encoder.apply(
      joined(channelsLast(own, &pass), classes, at: .input, parameters, &pass), parameters, &pass)
    if let fusion, let second { h = fusion.apply(consume h, second, parameters, &pass) }
    return head.apply(joined(h, classes, at: .encoder, parameters, &pass), parameters, &pass)
  }

  /// Artifacts have channels outermost, networks innermost.
  func channelsLast(_ x: consuming Matrix, _ pass: inout Pass) -> Matrix {
    guard channels > 1 else { return x }
    return transposingRows(of: x, as: channels, &pass)
  }

  /// Transposes each row, taken as a matrix of `height` rows.
  private func transposingRows(
    of x: consuming Matrix, as height: Int, _ pass: inout Pass
  ) -> Matrix {
    let (size, width) = (x.columns, x.columns / height)
    var y = pass.workspace.matrix(rows: x.rows, columns: size)
    y.elements.withConcurrentChunks(of: size, threads: pass.threads) {
      [x = x.elements] row, part in
      transpose(
        x.span.extracting((row * size)..<((row + 1) * size)), rows: height, stride: width,
        into: &part, stride: height)
    }
    pass.workspace.recycle(x)
    return y
  }
}
