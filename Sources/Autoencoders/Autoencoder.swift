public import LinearAlgebra
public import NeuralNetwork
internal import Parallelism
internal import Randomness

/// An autoencoder, variational or not, that maps D features to Z latent dimensions and back; the
/// decoder mirrors the encoder.
///
/// Variational: the encoder's head gives μ and log σ², and z is drawn (Kingma & Welling 2014,
/// arXiv 1312.6114). Otherwise the head gives z.
public struct Autoencoder: Sendable {
  /// Where its parameters lie.
  public let layout: Layout
  /// D.
  public let inputs: Int
  /// Z.
  public let latent: Int
  /// Whether latents are drawn from a posterior.
  public let isVariational: Bool

  /// Elements that a training sample leaves in the hidden layers.
  public let activations: Int

  let encoder: Stack
  let head: Dense
  let decoder: Stack
  let output: any AffineLayer
  let conditioner: Conditioner?
  let clusters: Clusters?
  /// How the clusters begin.
  let clusterSettings: ClusterSettings?
  /// Channels of a feature, its outermost index; 1 if it has no such index.
  private let channels: Int

  /// Lays the network out.
  ///
  /// - Parameters:
  ///   - shape: Of one feature, outermost index first.
  ///   - classes: Values of the label that a conditional network is told.
  ///   - architecture: Widths and extras.
  /// - Throws: ``TrainingError`` when convolutions do not fit the shape.
  public init(
    shape: [Int], classes: Int = 0, _ architecture: Architecture
  ) throws(TrainingError) {
    inputs = shape.reduce(1, *)
    latent = architecture.latent
    isVariational = architecture.isVariational
    let (latent, blocks) = (latent, architecture.blocks)
    let codes = isVariational ? 2 * latent : latent
    var layout = Layout()
    var conditioner: Conditioner?
    if let condition = architecture.condition {
      conditioner = Conditioner(condition, classes: classes, in: &layout)
    }
    func told(_ part: Condition.Place) -> Int {
      conditioner.map { $0.joins(part) ? $0.size : 0 } ?? 0
    }
    self.conditioner = conditioner
    switch architecture.trunk {
    case .dense(let hidden):
      encoder = Stack("encoder", inputs: inputs, widths: hidden, blocks, in: &layout)
      head = Dense(
        "latent", inputs: (hidden.last ?? inputs) + told(.encoder), outputs: codes, in: &layout)
      decoder = Stack(
        "decoder", inputs: latent + told(.decoder), widths: hidden.reversed(), blocks, in: &layout)
      output = Dense(
        "output", inputs: hidden.first ?? latent + told(.decoder), outputs: inputs, in: &layout)
      channels = 1
      activations = 2 * hidden.reduce(0, +)
    case .convolutional(let trunk):
      let maps = try trunk.maps(of: shape)
      let (entrance, flat) = (maps[0], maps[maps.count - 1].count)
      encoder = trunk.encoder(maps, blocks, in: &layout)
      head = Dense("latent", inputs: flat + told(.encoder), outputs: codes, in: &layout)
      let expansion = Dense(
        "decoder.0", inputs: latent + told(.decoder), outputs: flat, in: &layout)
      decoder = trunk.decoder(after: expansion, maps, blocks, in: &layout)
      output = trunk.transposed("output", to: entrance, from: maps[1], in: &layout)
      channels = entrance.channels
      activations = 2 * maps.dropFirst().reduce(0) { $0 + $1.count }
    }
    clusterSettings = architecture.clusters
    clusters = architecture.clusters.map { Clusters($0, dimensions: latent, in: &layout) }
    self.layout = layout
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

extension Autoencoder {
  /// The loss of a training batch; its gradient is added.
  ///
  /// - Parameters:
  ///   - x: (B, D), B ≥ 2 with batch norm.
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - noise: ε (B, Z); not looked at unless variational.
  ///   - objective: Reduction and weights.
  ///   - parameters: Of this layout.
  ///   - gradients: Laid out as the parameters.
  ///   - pass: Running statistics follow the batch.
  public func loss(
    of x: consuming Matrix, classes: [Int] = [], noise: Matrix, _ objective: Objective,
    _ parameters: Parameters, accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Loss {
    precondition(x.columns == inputs)
    let rows = x.rows
    let perFeature = objective.reduction.weight(rows: rows, columns: inputs)
    let x = channelsLast(x, &pass)
    let target = x

    let (h, encoderCache) = encoder.forward(x, parameters, &pass)
    let (code, headCache) = head.forward(
      joined(h, classes, at: .encoder, parameters, &pass), parameters, &pass)
    let posterior = isVariational ? GaussianPosterior(code) : nil
    let z = posterior?.sample(noise: noise, &pass.workspace) ?? code
    var loss = latentLoss(posterior, at: z, objective, parameters, pass.statistics)
    let (d, decoderCache) = decoder.forward(
      joined(z, classes, at: .decoder, parameters, &pass), parameters, &pass)
    var (x̂, outputCache) = output.forward(d, parameters, &pass)
    loss.reconstruction = squaredError(x̂, target, weight: perFeature, threads: pass.threads)
    loss.total = objective.total(of: loss, rows: rows)

    replaceBySquaredErrorGradient(
      &x̂, target, weight: objective.reconstructionWeight * perFeature, threads: pass.threads)
    let dd = output.backward(
      consume x̂, consume outputCache, parameters, accumulatingInto: &gradients, &pass)
    let dz = parted(
      decoder.backward(
        consume dd, consume decoderCache, parameters, accumulatingInto: &gradients, &pass),
      classes, at: .decoder, accumulatingInto: &gradients, &pass)
    let dcode = latentGradient(
      dz, posterior, at: z, noise: noise, loss, objective, parameters,
      accumulatingInto: &gradients, &pass)
    let dh = parted(
      head.backward(dcode, consume headCache, parameters, accumulatingInto: &gradients, &pass),
      classes, at: .encoder, accumulatingInto: &gradients, &pass)
    encoder.backwardAtInput(
      dh, consume encoderCache, parameters, accumulatingInto: &gradients, &pass)
    return loss
  }
}

// MARK: - Use

extension Autoencoder {
  /// The loss of any rows, with running statistics and without dropout.
  ///
  /// - Parameters:
  ///   - x: (B, D).
  ///   - classes: The label's value of each row, for a conditional network.
  ///   - noise: ε (B, Z); not looked at unless variational.
  ///   - objective: Reduction and weights.
  ///   - parameters: Of this layout.
  ///   - pass: Gives the running statistics.
  public func loss(
    of x: Matrix, classes: [Int] = [], noise: Matrix, _ objective: Objective,
    _ parameters: Parameters, _ pass: inout Pass
  ) -> Loss {
    let code = code(of: x, classes, parameters, &pass)
    let posterior = isVariational ? GaussianPosterior(code) : nil
    let z = posterior?.sample(noise: noise, &pass.workspace) ?? code
    var loss = latentLoss(posterior, at: z, objective, parameters, pass.statistics)
    let x̂ = decode(z, classes: classes, parameters, &pass)
    loss.reconstruction = squaredError(
      x̂, x, weight: objective.reduction.weight(rows: x.rows, columns: inputs),
      threads: pass.threads)
    loss.total = objective.total(of: loss, rows: x.rows)
    pass.workspace.recycle(x̂)
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
    let (mean, logVariance) = GaussianPosterior(code).parts()
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
    return transposingRows(of: x̂, as: inputs / channels, &pass)
  }

  private func code(
    of x: Matrix, _ classes: [Int], _ parameters: Parameters, _ pass: inout Pass
  ) -> Matrix {
    precondition(x.columns == inputs)
    let x = channelsLast(x, &pass)
    let h = encoder.apply(x, parameters, &pass)
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
      for i in 0..<height {
        for j in 0..<width { part[j * height + i] = x[row * size + i * width + j] }
      }
    }
    pass.workspace.recycle(x)
    return y
  }
}

// MARK: - Conditions

extension Autoencoder {
  /// Whether its latents depend on a label that it is told.
  public var isConditional: Bool { conditioner != nil }

  /// What goes on from `x` at a part of the network: with the classes' codes, if it is told them.
  func joined(
    _ x: consuming Matrix, _ classes: [Int], at part: Condition.Place, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Matrix {
    guard let conditioner, conditioner.joins(part) else { return x }
    return conditioner.join(x, classes, parameters, &pass.workspace)
  }

  /// The backward twin of ``joined(_:_:at:_:_:)``.
  private func parted(
    _ dy: consuming Matrix, _ classes: [Int], at part: Condition.Place,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    guard let conditioner, conditioner.joins(part) else { return dy }
    return conditioner.backward(dy, classes, accumulatingInto: &gradients, &pass.workspace)
  }
}
