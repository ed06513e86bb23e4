public import LinearAlgebra
public import NeuralNetwork

extension Autoencoder {
  /// The loss of a training batch; its gradient is added.
  ///
  /// - Parameters:
  ///   - x: (B, D), B ≥ 2 with batch norm.
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - songs: The song of each row, for a network that compares clips: rows 2i and 2i + 1 are of
  ///     one.
  ///   - noise: ε (B, Z); not looked at unless variational.
  ///   - objective: Reduction and weights.
  ///   - parameters: Of this layout.
  ///   - gradients: Laid out as the parameters.
  ///   - pass: Running statistics follow the batch. Where it has a share of one, x and all that goes
  ///     with it is that share, and so is the gradient.
  /// - Returns: The loss of the whole batch.
  public func loss(
    of x: consuming Matrix, classes: [Int] = [], songs: [Int] = [], noise: Matrix,
    _ objective: Objective, _ parameters: Parameters, accumulatingInto gradients: inout [Float],
    _ pass: inout Pass
  ) -> Loss {
    precondition(x.columns == inputs)
    let rows = pass.batchRows(x.rows)
    let (own, second) = separated(x, &pass)
    let x = channelsLast(own, &pass)
    let target = x
    let (entering, shown) = thinned(x, second, pass)

    let (encoded, encoderCache) = encoder.forward(
      joined(entering, classes, at: .input, parameters, &pass), parameters, &pass)
    let (h, fusionCache) = fused(encoded, shown, parameters, &pass)
    let (code, headCache) = head.forward(
      joined(h, classes, at: .encoder, parameters, &pass), parameters, &pass)
    let posterior = isVariational ? GaussianPosterior(code) : nil
    let z = posterior?.sample(noise: noise, &pass.workspace) ?? code
    var loss = latentLoss(posterior, at: z, objective, parameters, pass)
    var dz: Matrix
    (loss.reconstruction, dz) = reconstruction(
      of: target, from: z, classes, objective, parameters, accumulatingInto: &gradients, &pass)
    if let second {
      let (error, more) = secondLoss(
        of: second, at: z, objective, parameters, accumulatingInto: &gradients, &pass)
      loss.reconstruction += error
      if let more { add(more, to: &dz) }
    }
    loss.reconstruction = pass.batchSums([loss.reconstruction])[0]
    if let contrast {
      let weight = batchWeight(objective, rows: rows)
      let (sum, more) = contrast.loss(
        of: z, songs: songs, weight: objective.contrastWeight * weight, parameters,
        accumulatingInto: &gradients, &pass)
      loss.contrast = weight * sum
      add(more, to: &dz)
      pass.workspace.recycle(more)
    }
    let spread = objective.spread.map { $0.loss(of: posterior?.means ?? z) }
    let spreadWeight = spreadWeight(objective, rows: rows)
    loss.spread = spreadWeight * (spread?.loss ?? 0)
    loss.total = objective.total(of: loss, rows: rows)
    var dcode = latentGradient(
      dz, posterior, at: z, noise: noise, loss, objective, parameters,
      accumulatingInto: &gradients, &pass)
    if let spread {
      // Means come before log variances.
      for i in 0..<dcode.rows {
        for j in 0..<latent { dcode[i, j] += Float(spreadWeight) * spread.dz[i, j] }
      }
    }
    var dh = parted(
      head.backward(dcode, consume headCache, parameters, accumulatingInto: &gradients, &pass),
      classes, at: .encoder, accumulatingInto: &gradients, &pass)
    if let fusion, let fusionCache {
      dh = fusion.backward(
        consume dh, fusionCache, parameters, accumulatingInto: &gradients, &pass)
    }
    if let conditioner, conditioner.joins(.input), conditioner.learns {
      let dx = encoder.backward(
        dh, consume encoderCache, parameters, accumulatingInto: &gradients, &pass)
      pass.workspace.recycle(
        parted(dx, classes, at: .input, accumulatingInto: &gradients, &pass))
    } else {
      encoder.backwardAtInput(
        dh, consume encoderCache, parameters, accumulatingInto: &gradients, &pass)
    }
    return loss
  }

  /// Whether an objective asks for a reconstruction. Deep embedded clustering watches its error even
  /// where it counts nothing.
  func reconstructs(for objective: Objective) -> Bool {
    contrast == nil || objective.reconstructionWeight > 0
  }

  /// The error of what latents stand for, and its weighed gradient with respect to them; that with
  /// respect to parameters is added.
  private func reconstruction(
    of target: Matrix, from z: Matrix, _ classes: [Int], _ objective: Objective,
    _ parameters: Parameters, accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> (error: Double, dz: Matrix) {
    guard reconstructs(for: objective) else {
      return (0, Matrix(rows: z.rows, columns: z.columns))
    }
    let (d, decoderCache) = decoder.forward(
      joined(z, classes, at: .decoder, parameters, &pass), parameters, &pass)
    var (x̂, outputCache) = output.forward(d, parameters, &pass)
    let perFeature = objective.reduction.weight(rows: pass.batchRows(z.rows), columns: features)
    let error = error(of: x̂, target, weight: perFeature, parameters, threads: pass.threads)
    replaceByErrorGradient(
      &x̂, target, weight: objective.reconstructionWeight * perFeature, parameters,
      accumulatingInto: &gradients, threads: pass.threads)
    let dd = output.backward(
      consume x̂, consume outputCache, parameters, accumulatingInto: &gradients, &pass)
    let dz = parted(
      decoder.backward(
        consume dd, consume decoderCache, parameters, accumulatingInto: &gradients, &pass),
      classes, at: .decoder, accumulatingInto: &gradients, &pass)
    return (error, dz)
  }
}
