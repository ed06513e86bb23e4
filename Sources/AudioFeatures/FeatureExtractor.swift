internal import Kernels

/// Computes the features of clips of one length, one clip after another.
///
/// It owns plans and buffers: make one for each worker.
public struct FeatureExtractor: ~Copyable {
  /// Samples of a clip.
  public let clipLength: Int
  private let plan: FeaturePlan
  private var analysis: FrameAnalysis

  /// The dimensions of the features of one clip, outermost first.
  public var dimensions: [FeatureDimension] { plan.dimensions }
  /// The unit of the values: "dB", "1" for standardised ones, "mixed" where each has its own.
  public var unit: String { plan.unit }

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
    let kind = settings.kind
    let (length, hop) = (kind.frames.transformLength, kind.frames.hopLength)
    let clipLength = settings.windows(sampleRate: sampleRate).window
    guard clipLength >= length else {
      throw FeatureError(
        "window is \(settings.window) s, \(clipLength) samples at \(Int(sampleRate)) Hz, shorter "
          + "than n_fft, \(length)")
    }
    let plan = try kind.plan(
      for: ClipLayout(settings: kind.frames, sampleRate: sampleRate, clipLength: clipLength))
    self.clipLength = clipLength
    self.plan = plan
    analysis = FrameAnalysis(ShortTimeFourier(length: length, hopLength: hop), plan.tracks)
  }

  /// The features of one clip.
  ///
  /// - Parameter clip: Samples, (``clipLength``), zeros where a song has ended.
  /// - Returns: Finite values, in the order of ``dimensions``, the last one fastest.
  /// - Throws: ``FeatureError`` where samples are not finite, or are beyond 10⁹.
  public mutating func features(of clip: Span<Float>) throws(FeatureError) -> [Float] {
    precondition(clip.count == clipLength)
    // A comparison with what is not a number fails.
    guard largestMagnitude(clip) <= largestSample else {
      throw FeatureError("its samples are not finite numbers, or are far beyond full scale")
    }
    return plan.features(analysis.frames(of: clip))
  }
}

/// The largest sample, 180 dB above full scale: all that is computed from it is finite.
private let largestSample: Float = 1e9
