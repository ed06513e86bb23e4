internal import Configuration
public import NeuralNetwork

/// The widths and extras of an autoencoder.
public struct Architecture: Sendable, Equatable {
  /// What encodes features; the decoder mirrors it.
  public enum Trunk: Sendable, Equatable {
    /// Dense layers, by the features that leave each.
    case dense([Int])
    /// Convolutions.
    case convolutional(ConvolutionalTrunk)
  }

  /// What encodes features.
  public let trunk: Trunk
  /// Z.
  public let latent: Int
  /// What follows each hidden dense layer or convolution.
  public let blocks: BlockSettings
  /// Whether latents are drawn from a posterior.
  public let isVariational: Bool
  /// The label that the network is told, if any.
  public let condition: Condition?
  /// The clusters that latents are drawn to, if any.
  public let clusters: ClusterSettings?
  /// How a second set of features is joined, if there is one.
  public let fusion: FusionSettings?
  /// How clips of one song are compared, if they are.
  public let contrast: ContrastSettings?
  /// How reconstructions are judged.
  public let error: ReconstructionError

  /// An architecture.
  public init(
    _ trunk: Trunk, latent: Int, _ blocks: BlockSettings, isVariational: Bool,
    condition: Condition? = nil, clusters: ClusterSettings? = nil,
    fusion: FusionSettings? = nil, contrast: ContrastSettings? = nil,
    error: ReconstructionError = .squared
  ) {
    precondition(latent >= 1)
    self.trunk = trunk
    self.latent = latent
    self.blocks = blocks
    self.isVariational = isVariational
    self.condition = condition
    self.clusters = clusters
    self.fusion = fusion
    self.contrast = contrast
    self.error = error
  }
}

// MARK: - Reading

extension Architecture {
  /// The kinds of trunk that a model file names.
  private enum Network: String, CaseIterable {
    case dense
    case conv
    case conv1d
  }

  private enum ActivationName: String, CaseIterable {
    case relu
    case leakyReLU = "leaky-relu"
    case gelu
    case tanh
    case sigmoid
  }

  init(_ section: Section, loss: Section, _ kind: ModelSettings.Kind) throws {
    let network: Network =
      switch kind {
      case .basicVAE: .dense
      case .convVAE: .conv
      case .conv1dVAE: .conv1d
      case .betaVAE, .conditionalVAE, .multimodalVAE: try section.choice("network", default: .conv)
      default: try section.choice("network", default: .dense)
      }
    let trunk: Trunk
    if network == .dense {
      let hidden = try section.integers("hidden", default: [512, 256], in: 1...65_536)
      guard hidden.count <= 64 else { throw section.error("hidden", "has more than 64 layers") }
      trunk = .dense(hidden)
    } else {
      trunk = .convolutional(try ConvolutionalTrunk(section, network == .conv ? .two : .one))
    }
    let isSequence = network == .conv1d
    self.init(
      trunk, latent: try section.integer("latent", default: isSequence ? 64 : 128, in: 1...65_536),
      BlockSettings(
        batchNorm: try section.flag("batch_norm", default: true),
        activation: try Self.activation(section),
        dropout: try section.real("dropout", default: isSequence ? 0 : 0.2, in: 0...0.95),
        dropsChannels: network == .dense
          ? false : try section.flag("channel_dropout", default: false)),
      isVariational: kind.isVariational,
      condition: kind == .conditionalVAE
        ? try Condition(section.section("condition")) : nil,
      clusters: kind.hasClusters
        ? try ClusterSettings(section.section("clusters"), kind) : nil,
      fusion: kind == .multimodalVAE ? try FusionSettings(section.section("fusion")) : nil,
      contrast: kind == .contrastive ? try ContrastSettings(section) : nil,
      error: try loss.choice("error", default: .squared))
  }

  private static func activation(_ section: Section) throws -> Activation {
    switch try section.choice("activation", default: ActivationName.relu) {
    case .relu: .relu
    case .leakyReLU:
      .leakyReLU(slope: Float(try section.real("slope", default: 0.01, in: 0...1)))
    case .gelu: .gelu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    }
  }
}

extension ConvolutionalTrunk {
  fileprivate init(_ section: Section, _ dimensions: Dimensions) throws {
    let channels = try section.integers(
      "channels", default: dimensions == .two ? [32, 64, 128, 256] : [64, 128, 256],
      in: 1...65_536)
    guard 1...64 ~= channels.count else {
      throw section.error("channels", "must name 1 to 64 convolutions")
    }
    let window = try WindowAxis(section, WindowAxis(kernel: 4, stride: 2, padding: 1))
    let vertical =
      dimensions == .two ? try WindowAxis(section.section("vertical"), window) : nil
    self.init(dimensions, channels: channels, window: window, vertical: vertical)
  }
}

extension WindowAxis {
  /// Reads `kernel`, `stride` and `padding`.
  fileprivate init(_ section: Section, _ fallback: WindowAxis) throws {
    self.init(
      kernel: try section.integer("kernel", default: fallback.kernel, in: 1...1024),
      stride: try section.integer("stride", default: fallback.stride, in: 1...1024),
      padding: try section.integer("padding", default: fallback.padding, in: 0...1024))
    guard padding < kernel else {
      throw section.error("padding", "must be less than the kernel")
    }
  }
}

extension Condition {
  private enum CodeName: String, CaseIterable {
    case embedding
    case oneHot = "one-hot"
  }

  fileprivate init(_ section: Section) throws {
    let code: Code =
      switch try section.choice("code", default: CodeName.embedding) {
      case .oneHot: .oneHot
      case .embedding: .embedding(try section.integer("size", default: 32, in: 1...4096))
      }
    self.init(
      label: try section.text("label"), code: code,
      place: try section.choice("place", default: .decoder))
  }
}
