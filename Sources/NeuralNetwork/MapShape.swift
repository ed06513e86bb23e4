/// The size of a map of features: a spectrogram, or what a convolution makes of one. A sequence is
/// a map of height 1.
///
/// A sample's map is one row of a matrix, channels innermost: element (y, x, c) lies at
/// (y·width + x)·channels + c. So a patch is a few contiguous runs, batch norm sees one matrix of
/// positions by channels, and flattening is nothing to do.
public struct MapShape: Sendable, Equatable {
  /// Positions down.
  public let height: Int
  /// Positions across.
  public let width: Int
  /// Features at each position.
  public let channels: Int

  /// A shape; all ≥ 1.
  public init(height: Int, width: Int, channels: Int) {
    precondition(height >= 1 && width >= 1 && channels >= 1)
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Elements of a map.
  public var count: Int { height * width * channels }
}

/// How a window moves along one axis of a map.
public struct WindowAxis: Sendable, Equatable {
  /// Positions it covers, ≥ 1.
  public let kernel: Int
  /// Positions from one window to the next, ≥ 1.
  public let stride: Int
  /// Zeros before and after the map, ≥ 0.
  public let padding: Int

  /// An axis of length 1 with a window of 1: the height of a sequence.
  public static let none = WindowAxis(kernel: 1)

  /// An axis.
  public init(kernel: Int, stride: Int = 1, padding: Int = 0) {
    precondition(kernel >= 1 && stride >= 1 && padding >= 0)
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Windows along an axis of this length: ⌊(length + 2·padding − kernel)/stride⌋ + 1, or 0 if not
  /// even one fits.
  public func windows(in length: Int) -> Int {
    let room = length + 2 * padding - kernel
    return room < 0 ? 0 : room / stride + 1
  }

  /// The axis that transposed windows give, (windows − 1)·stride − 2·padding + kernel +
  /// outputPadding.
  public func length(windows: Int, outputPadding: Int = 0) -> Int {
    (windows - 1) * stride - 2 * padding + kernel + outputPadding
  }
}
