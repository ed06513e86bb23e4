/// A feature set, prepared for audio of a sample rate.
public struct PlannedFeatures: Sendable {
  /// Samples of a clip.
  public let clipLength: Int
  /// How a clip is divided into frames.
  public let frames: FrameSettings
  /// The dimensions of the features of one clip, outermost first.
  public var dimensions: [FeatureDimension] { plan.dimensions }
  /// The unit of the values: "dB", "1" for standardised ones, "mixed" where each has its own.
  public var unit: String { plan.unit }
  let plan: FeaturePlan

  /// Prepares for audio of a sample rate.
  ///
  /// - Parameters:
  ///   - settings: The feature set.
  ///   - sampleRate: Hz, 100 … 10⁶.
  /// - Throws: ``FeatureError`` where the settings do not suit the sample rate: `fmax` beyond half of
  ///   it, a mel band without a frequency, a window shorter than `n_fft`; and for another rate.
  public init(_ settings: FeatureSettings, sampleRate: Double) throws(FeatureError) {
    guard (100...1e6).contains(sampleRate) else {
      throw FeatureError("a sample rate of \(sampleRate) Hz is not one of music")
    }
    guard let kind = settings.kind else {
      throw FeatureError("this kind of features is not computed from audio")
    }
    let clipLength = settings.windows(sampleRate: sampleRate).window
    guard clipLength >= kind.frames.transformLength else {
      throw FeatureError(
        "window is \(settings.window) s, \(clipLength) samples at \(Int(sampleRate)) Hz, shorter "
          + "than n_fft, \(kind.frames.transformLength)")
    }
    let layout = ClipLayout(
      settings: kind.frames, sampleRate: sampleRate, clipLength: clipLength)
    guard kind.frames == .none || layout.frameCount <= largestFrameCount else {
      throw FeatureError(
        "a clip has \(layout.frameCount) frames, more than \(largestFrameCount): take a longer "
          + "hop_length or a shorter window")
    }
    plan = try kind.plan(for: layout)
    guard plan.dimensions.reduce(1, { $0 * $1.count }) <= largestWidth else {
      throw FeatureError(
        "a clip has more than \(largestWidth) values: take a longer hop_length, a shorter window or "
          + "fewer of what each frame has")
    }
    frames = kind.frames
    self.clipLength = clipLength
  }
}

/// Frames of a clip: an hour of them at a hundred and more a second.
private let largestFrameCount = 1 << 20

/// Values of a clip, 1 GiB.
private let largestWidth = 1 << 28
