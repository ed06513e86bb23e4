public import NeuralNetwork

/// Convolutions one after another that narrow a spectrogram or a sequence down, and transposed ones
/// that mirror them.
public struct ConvolutionalTrunk: Sendable, Equatable {
  /// What a feature is.
  public enum Dimensions: Sendable, Equatable {
    /// A sequence: an axis of length, after one of channels if there are two.
    case one
    /// A map: height and width, after channels if there are three axes.
    case two
  }

  /// What a feature is.
  public let dimensions: Dimensions
  /// Channels that leave each convolution of the encoder; at least one.
  public let channels: [Int]
  /// The window of every convolution, across.
  public let window: WindowAxis
  /// The window of every convolution, down; ``NeuralNetwork/WindowAxis/none`` for sequences.
  let vertical: WindowAxis

  /// A trunk.
  ///
  /// - Parameters:
  ///   - dimensions: What a feature is.
  ///   - channels: That leave each convolution.
  ///   - window: Of every convolution.
  ///   - vertical: Of every convolution of maps, down, where it is another than across.
  public init(
    _ dimensions: Dimensions, channels: [Int],
    window: WindowAxis = WindowAxis(kernel: 4, stride: 2, padding: 1),
    vertical: WindowAxis? = nil
  ) {
    precondition(!channels.isEmpty && channels.allSatisfy { $0 >= 1 })
    self.dimensions = dimensions
    self.channels = channels
    self.window = window
    self.vertical = dimensions == .one ? .none : vertical ?? window
  }

  /// The map of a feature, and the map that each convolution makes.
  func maps(of shape: [Int]) throws(TrainingError) -> [MapShape] {
    let sizes = shape.map(String.init).joined(separator: " × ")
    let expected = dimensions == .one ? 1 : 2
    let kernels = expected == 1 ? "\(window.kernel)" : "\(vertical.kernel) × \(window.kernel)"
    guard shape.count == expected || shape.count == expected + 1, shape.allSatisfy({ $0 >= 1 })
    else {
      throw TrainingError(
        "convolutions in \(expected == 1 ? "one dimension" : "two dimensions") need features of "
          + "\(expected) axes, or \(expected + 1) where the first is of channels, but these are "
          + "\(sizes): choose another kind of model or other features")
    }
    let extents = Array(shape.suffix(expected))
    var maps = [
      MapShape(
        height: expected == 1 ? 1 : extents[0], width: extents[expected - 1],
        channels: shape.count > expected ? shape[0] : 1)
    ]
    for (index, channels) in channels.enumerated() {
      let last = maps[index]
      let (height, width) = (vertical.windows(in: last.height), window.windows(in: last.width))
      guard height >= 1, width >= 1 else {
        throw TrainingError(
          "features of \(sizes) are too small for \(self.channels.count) convolutions: nothing is "
            + "left for the \(index + 1)th, whose kernel is \(kernels). "
            + "Give fewer channels, a smaller kernel or a smaller stride")
      }
      maps.append(MapShape(height: height, width: width, channels: channels))
    }
    return maps
  }

  /// Blocks “encoder.0”, “encoder.1”, ….
  func encoder(
    _ maps: [MapShape], _ settings: BlockSettings, in layout: inout Layout
  ) -> Stack {
    var blocks: [Block] = []
    for (index, (from, to)) in zip(maps, maps.dropFirst()).enumerated() {
      let convolution = Convolution(
        "encoder.\(index)", input: from, channels: to.channels, vertical: vertical,
        horizontal: window, in: &layout)
      blocks.append(Block("encoder.\(index)", convolution, settings, in: &layout))
    }
    return Stack(blocks)
  }

  /// The expansion of latents to the smallest map, without anything that follows it, then blocks
  /// “decoder.1”, “decoder.2”, … up to the largest hidden map.
  func decoder(
    after expansion: Dense, _ maps: [MapShape], _ settings: BlockSettings,
    in layout: inout Layout
  ) -> Stack {
    var blocks = [
      Block(
        "decoder.0", expansion, BlockSettings(batchNorm: false, activation: .identity), in: &layout)
    ]
    for index in (1..<maps.count).reversed().dropLast() {
      let name = "decoder.\(blocks.count)"
      let convolution = transposed(name, to: maps[index - 1], from: maps[index], in: &layout)
      blocks.append(Block(name, convolution, settings, in: &layout))
    }
    return Stack(blocks)
  }

  func transposed(
    _ name: String, to larger: MapShape, from smaller: MapShape, in layout: inout Layout
  ) -> TransposedConvolution {
    TransposedConvolution(
      name, output: larger, units: smaller.channels, vertical: vertical, horizontal: window,
      in: &layout)
  }
}
