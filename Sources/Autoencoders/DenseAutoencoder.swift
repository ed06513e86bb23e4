public import LinearAlgebra
public import NeuralNetwork
internal import Randomness

/// What a loss is made of, in the reduction asked for.
public struct Loss: Sendable, Equatable {
  /// The squared error of the reconstruction.
  public var reconstruction: Double
  /// The Kullback–Leibler divergence of the posterior from the prior; 0 without one.
  public var divergence: Double
  /// What the divergence counts.
  public var beta: Double

  /// A loss.
  public init(reconstruction: Double, divergence: Double, beta: Double) {
    self.reconstruction = reconstruction
    self.divergence = divergence
    self.beta = beta
  }

  /// reconstruction + β·divergence.
  public var total: Double { reconstruction + beta * divergence }
}

/// An autoencoder of dense layers, variational or not, that maps D features to Z latent dimensions
/// and back; the decoder mirrors the encoder.
///
/// Variational: the encoder's head gives μ and log σ², and z is drawn (Kingma & Welling 2014,
/// arXiv 1312.6114). Otherwise the head gives z.
public struct DenseAutoencoder: Sendable {
  /// Where its parameters lie.
  public let layout: Layout
  /// D.
  public let inputs: Int
  /// Z.
  public let latent: Int
  /// Whether latents are drawn from a posterior.
  public let isVariational: Bool

  private let encoder: DenseStack
  private let head: Dense
  private let decoder: DenseStack
  private let output: Dense

  /// Lays the network out.
  ///
  /// - Parameters:
  ///   - inputs: D.
  ///   - architecture: Widths and extras.
  public init(inputs: Int, _ architecture: DenseArchitecture) {
    let (hidden, latent) = (architecture.hidden, architecture.latent)
    var layout = Layout()
    encoder = DenseStack(
      "encoder", inputs: inputs, widths: hidden, batchNorm: architecture.batchNorm,
      dropout: architecture.dropout, in: &layout)
    head = Dense(
      "latent", inputs: hidden.last ?? inputs,
      outputs: architecture.isVariational ? 2 * latent : latent, in: &layout)
    decoder = DenseStack(
      "decoder", inputs: latent, widths: hidden.reversed(), batchNorm: architecture.batchNorm,
      dropout: architecture.dropout, in: &layout)
    output = Dense("output", inputs: hidden.first ?? latent, outputs: inputs, in: &layout)
    self.layout = layout
    self.inputs = inputs
    self.latent = latent
    isVariational = architecture.isVariational
  }

  /// Noise for a batch, standard normal, drawn from (seed, stream).
  public func noise(rows: Int, seed: UInt64, stream: String) -> Matrix {
    var generator = Generator(seed: seed, stream: stream)
    return Matrix(
      rows: rows, columns: latent,
      elements: (0..<(rows * latent)).map { _ in Float(generator.normal()) })
  }
}

// MARK: - Training

extension DenseAutoencoder {
  /// The loss of a training batch; its gradient is added.
  ///
  /// - Parameters:
  ///   - x: (B, D), B ≥ 2 with batch norm.
  ///   - noise: ε (B, Z); not looked at unless variational.
  ///   - objective: Reduction and β.
  ///   - parameters: Of this layout.
  ///   - gradients: Laid out as the parameters.
  ///   - pass: Running statistics follow the batch.
  public func loss(
    of x: consuming Matrix, noise: Matrix, _ objective: Objective, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Loss {
    precondition(x.columns == inputs)
    let rows = x.rows
    let perFeature = objective.reduction.weight(rows: rows, columns: inputs)
    let perLatent = objective.reduction.weight(rows: rows, columns: latent)
    let target = x

    let (h, encoderCache) = encoder.forward(x, parameters, &pass)
    let (code, headCache) = head.forward(h, parameters, &pass)
    var loss = Loss(reconstruction: 0, divergence: 0, beta: objective.beta)
    let posterior = isVariational ? GaussianPosterior(code) : nil
    if let posterior { loss.divergence = posterior.divergence(weight: perLatent) }
    let z = posterior?.sample(noise: noise, &pass.workspace) ?? code
    let (d, decoderCache) = decoder.forward(z, parameters, &pass)
    var (x̂, outputCache) = output.forward(d, parameters, &pass)
    loss.reconstruction = squaredError(x̂, target, weight: perFeature, threads: pass.threads)

    replaceBySquaredErrorGradient(&x̂, target, weight: perFeature, threads: pass.threads)
    let dd = output.backward(
      x̂, outputCache, parameters, accumulatingInto: &gradients, &pass)
    let dz = decoder.backward(
      dd, decoderCache, parameters, accumulatingInto: &gradients, &pass)
    let dcode =
      posterior?.gradient(
        dz, noise: noise, divergenceWeight: objective.beta * perLatent, &pass.workspace) ?? dz
    let dh = head.backward(dcode, headCache, parameters, accumulatingInto: &gradients, &pass)
    encoder.backwardAtInput(
      dh, encoderCache, parameters, accumulatingInto: &gradients, &pass)
    return loss
  }
}

// MARK: - Use

extension DenseAutoencoder {
  /// The loss of any rows, with running statistics and without dropout.
  ///
  /// - Parameters:
  ///   - x: (B, D).
  ///   - noise: ε (B, Z); not looked at unless variational.
  ///   - objective: Reduction and β.
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  public func loss(
    of x: Matrix, noise: Matrix, _ objective: Objective, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Loss {
    var loss = Loss(reconstruction: 0, divergence: 0, beta: objective.beta)
    let code = code(of: x, parameters, &pass)
    let z: Matrix
    if isVariational {
      let posterior = GaussianPosterior(code)
      loss.divergence = posterior.divergence(
        weight: objective.reduction.weight(rows: x.rows, columns: latent))
      z = posterior.sample(noise: noise, &pass.workspace)
    } else {
      z = code
    }
    let x̂ = decode(z, parameters, &pass)
    loss.reconstruction = squaredError(
      x̂, x, weight: objective.reduction.weight(rows: x.rows, columns: inputs),
      threads: pass.threads)
    pass.workspace.recycle(x̂)
    return loss
  }

  /// The latents of any rows.
  ///
  /// - Parameters:
  ///   - x: (B, D).
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  /// - Returns: μ (B, Z), and log σ² (B, Z) if variational.
  public func encode(_ x: Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    mean: Matrix, logVariance: Matrix?
  ) {
    let code = code(of: x, parameters, &pass)
    guard isVariational else { return (code, nil) }
    let (mean, logVariance) = GaussianPosterior(code).parts()
    return (mean, logVariance)
  }

  /// The features that latents stand for.
  ///
  /// - Parameters:
  ///   - z: (B, Z).
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  /// - Returns: x̂ (B, D).
  public func decode(_ z: Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    output.apply(decoder.apply(z, parameters, &pass), parameters, &pass)
  }

  private func code(of x: Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    precondition(x.columns == inputs)
    return head.apply(encoder.apply(x, parameters, &pass), parameters, &pass)
  }
}
