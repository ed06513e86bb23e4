public import Configuration

/// How a clip is divided into frames: the keys of every kind of feature set.
public struct FrameSettings: Sendable, Equatable {
  /// Samples of a frame, N, `n_fft`, 16 … 65536, 2048 by default.
  public let transformLength: Int
  /// Samples from frame to frame, `hop_length`, 1 … `n_fft`, 512 by default.
  public let hopLength: Int

  /// Of kinds that look at no frames.
  static let none = FrameSettings()

  private init() { (transformLength, hopLength) = (16, 16) }

  /// Reads the keys of a feature set.
  public init(_ section: Section) throws(ConfigurationError) {
    transformLength = try section.integer("n_fft", default: 2048, in: 16...65536)
    hopLength = try section.integer("hop_length", default: 512, in: 1...transformLength)
  }
}
