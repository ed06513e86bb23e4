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
  /// D, the features of a row; with a second set D₁ + D₂ + 1: those of either, and whether there
  /// are any of the second, 1 or 0.
  public let inputs: Int
  /// D₁, the features of the first set.
  public let features: Int
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
  let fusion: Fusion?
  let secondWeight: Double
  /// log σ² of the reconstruction's error, where it is learned.
  let logVariance: Slot?
  let clusters: Clusters?
  /// How the clusters begin.
  let clusterSettings: ClusterSettings?
  /// Channels of a feature, its outermost index; 1 if it has no such index.
  private let channels: Int
  /// Positions of the map that enters the encoder; 1 for dense layers.
  private let positions: Int

  /// Lays the network out.
  ///
  /// - Parameters:
  ///   - shape: Of one feature, outermost index first.
  ///   - second: D₂, for a network that joins a second set.
  ///   - classes: Values of the label that a conditional network is told.
  ///   - architecture: Widths and extras.
  /// - Throws: ``TrainingError`` when convolutions do not fit the shape.
  public init(
    shape: [Int], second: Int = 0, classes: Int = 0, _ architecture: Architecture
  ) throws(TrainingError) {
    features = shape.reduce(1, *)
    inputs = features + (architecture.fusion == nil ? 0 : second + 1)
    latent = architecture.latent
    isVariational = architecture.isVariational
    let (latent, blocks) = (latent, architecture.blocks)
    let codes = isVariational ? 2 * latent : latent
    var layout = Layout()
    var conditioner: Conditioner?
    if let condition = architecture.condition {
      conditioner = Conditioner(condition, classes: classes, in: &layout)
    }
    func told(_ part: Condition.Part) -> Int {
      conditioner.map { $0.joins(part) ? $0.size : 0 } ?? 0
    }
    self.conditioner = conditioner
    /// What joins the second set to what the encoder gives, if anything, and the head.
    func headed(_ map: MapShape) -> (fusion: Fusion?, head: Dense) {
      let fusion = architecture.fusion.map {
        Fusion($0, map: map, inputs: second, latent: latent, in: &layout)
      }
      let entering = fusion?.outputs ?? map.count
      return (
        fusion, Dense("latent", inputs: entering + told(.encoder), outputs: codes, in: &layout)
      )
    }
    switch architecture.trunk {
    case .dense(let hidden):
      encoder = Stack(
        "encoder", inputs: features + told(.input), widths: hidden, blocks, in: &layout)
      (fusion, head) = headed(
        MapShape(height: 1, width: 1, channels: hidden.last ?? features + told(.input)))
      decoder = Stack(
        "decoder", inputs: latent + told(.decoder), widths: hidden.reversed(), blocks, in: &layout)
      output = Dense(
        "output", inputs: hidden.first ?? latent + told(.decoder), outputs: features, in: &layout)
      (channels, positions) = (1, 1)
      activations = 2 * hidden.reduce(0, +)
    case .convolutional(let trunk):
      let maps = try trunk.maps(of: shape)
      let (entrance, last) = (maps[0], maps[maps.count - 1])
      let entering = MapShape(
        height: entrance.height, width: entrance.width,
        channels: entrance.channels + told(.input))
      encoder = trunk.encoder([entering] + maps.dropFirst(), blocks, in: &layout)
      (fusion, head) = headed(last)
      let expansion = Dense(
        "decoder.0", inputs: latent + told(.decoder), outputs: last.count, in: &layout)
      decoder = trunk.decoder(after: expansion, maps, blocks, in: &layout)
      output = trunk.transposed("output", to: entrance, from: maps[1], in: &layout)
      (channels, positions) = (entrance.channels, entrance.height * entrance.width)
      activations = 2 * maps.dropFirst().reduce(0) { $0 + $1.count }
    }
    secondWeight = architecture.fusion?.secondWeight ?? 0
    logVariance =
      architecture.error == .gaussian
      ? layout.reserveParameter("output.log_variance", columns: 1, initial: .constant(0)) : nil
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
    let (own, second) = separated(x, &pass)
    let x = channelsLast(own, &pass)
    let target = x

    let (encoded, encoderCache) = encoder.forward(
      joined(x, classes, at: .input, parameters, &pass), parameters, &pass)
    let (h, fusionCache) = fused(encoded, second, parameters, &pass)
    let (code, headCache) = head.forward(
      joined(h, classes, at: .encoder, parameters, &pass), parameters, &pass)
    let posterior = isVariational ? GaussianPosterior(code) : nil
    let z = posterior?.sample(noise: noise, &pass.workspace) ?? code
    var loss = latentLoss(posterior, at: z, objective, parameters, pass.statistics)
    let (d, decoderCache) = decoder.forward(
      joined(z, classes, at: .decoder, parameters, &pass), parameters, &pass)
    var (x̂, outputCache) = output.forward(d, parameters, &pass)
    let perFeature = objective.reduction.weight(rows: rows, columns: features)
    loss.reconstruction = error(
      of: x̂, target, weight: perFeature, parameters, threads: pass.threads)

    replaceByErrorGradient(
      &x̂, target, weight: objective.reconstructionWeight * perFeature, parameters,
      accumulatingInto: &gradients, threads: pass.threads)
    let dd = output.backward(
      consume x̂, consume outputCache, parameters, accumulatingInto: &gradients, &pass)
    var dz = parted(
      decoder.backward(
        consume dd, consume decoderCache, parameters, accumulatingInto: &gradients, &pass),
      classes, at: .decoder, accumulatingInto: &gradients, &pass)
    if let second {
      let (error, more) = secondLoss(
        of: second, at: z, objective, parameters, accumulatingInto: &gradients, &pass)
      loss.reconstruction += error
      if let more { add(more, to: &dz) }
    }
    loss.total = objective.total(of: loss, rows: rows)
    let dcode = latentGradient(
      dz, posterior, at: z, noise: noise, loss, objective, parameters,
      accumulatingInto: &gradients, &pass)
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
    let (own, second) = separated(x, &pass)
    loss.reconstruction = error(
      of: x̂, own, weight: objective.reduction.weight(rows: x.rows, columns: features), parameters,
      threads: pass.threads)
    if let second {
      loss.reconstruction += secondLoss(of: second, at: z, objective, parameters, &pass)
    }
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
    _ x: consuming Matrix, _ classes: [Int], at part: Condition.Part, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Matrix {
    guard let conditioner, conditioner.joins(part) else { return x }
    return conditioner.join(
      x, classes, positions: part == .input ? positions : 1, parameters, &pass.workspace)
  }

  /// The backward twin of ``joined(_:_:at:_:_:)``.
  private func parted(
    _ dy: consuming Matrix, _ classes: [Int], at part: Condition.Part,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    guard let conditioner, conditioner.joins(part) else { return dy }
    return conditioner.backward(
      dy, classes, positions: part == .input ? positions : 1, accumulatingInto: &gradients,
      &pass.workspace)
  }
}
