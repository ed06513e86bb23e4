public import LinearAlgebra
public import NeuralNetwork
internal import Randomness

/// An autoencoder, variational or not, that maps D features to Z latent dimensions and back; the
/// decoder mirrors the encoder.
///
/// Variational: the encoder's head gives μ and log σ², and z is drawn (Kingma & Welling 2014,
/// arXiv 1312.6114). Otherwise the head gives z.
public struct Autoencoder: Sendable {
  /// Where its parameters lie.
  public let layout: Layout
  /// D, the features of a row; with a second set D₁ + T·D₂ + 1: those of either, and how many of the
  /// second's T tokens there are.
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
  let contrast: Contrast?
  /// What is done to clips that are compared, in training.
  let augmentation: Augmentation?
  /// How the clusters begin.
  let clusterSettings: ClusterSettings?
  /// Channels of a feature, its outermost index; 1 if it has no such index.
  let channels: Int
  /// Positions of the map that enters the encoder; 1 for dense layers.
  let positions: Int

  /// Lays the network out.
  ///
  /// - Parameters:
  ///   - shape: Of one feature, outermost index first.
  ///   - second: D₂, the features of a token, for a network that joins a second set.
  ///   - tokens: T, the most tokens of the second set that a row can have.
  ///   - classes: Values of the label that a conditional network is told.
  ///   - architecture: Widths and extras.
  /// - Throws: ``TrainingError`` when convolutions do not fit the shape.
  public init(
    shape: [Int], second: Int = 0, tokens: Int = 1, classes: Int = 0,
    _ architecture: Architecture
  ) throws(TrainingError) {
    features = shape.reduce(1, *)
    inputs = features + (architecture.fusion == nil ? 0 : tokens * second + 1)
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
        Fusion($0, map: map, tokens: tokens, inputs: second, latent: latent, in: &layout)
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
    contrast = architecture.contrast.map { Contrast($0, latent: latent, in: &layout) }
    augmentation = architecture.contrast.map { Augmentation($0.augmentation, shape: shape) }
    self.layout = layout
  }

  /// Noise for a batch, standard normal, drawn from (seed, stream).
  public func noise(rows: Int, seed: UInt64, stream: String) -> Matrix {
    var generator = Generator(seed: seed, stream: stream)
    var noise = Matrix(rows: rows, columns: latent)
    for i in stride(from: 0, to: rows * latent, by: 2) {
      let (first, second) = generator.normalPair()
      noise.elements[i] = Float(first)
      if i + 1 < rows * latent { noise.elements[i + 1] = Float(second) }
    }
    return noise
  }
}
