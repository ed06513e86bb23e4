internal import Kernels

/// Computes several feature sets that divide clips into the same frames, from one short-time Fourier
/// transform, one clip after another.
///
/// The features of a set are those that it has alone. It owns plans and buffers: make one for each
/// worker.
public struct JointExtractor: ~Copyable {
  /// Samples of a clip.
  public let clipLength: Int
  private let plans: [FeaturePlan]
  private var analysis: FrameAnalysis

  /// Makes plans and buffers.
  ///
  /// - Parameter sets: At least one; all with clips of one length and the same frames.
  public init(_ sets: [PlannedFeatures]) {
    let (length, frames) = (sets[0].clipLength, sets[0].frames)
    precondition(sets.allSatisfy { $0.clipLength == length && $0.frames == frames })
    clipLength = length
    plans = sets.map(\.plan)
    analysis = FrameAnalysis(
      ShortTimeFourier(length: frames.transformLength, hopLength: frames.hopLength),
      plans.reduce(FrameTracks()) { $0.union($1.tracks) })
  }

  /// The features of one clip, set by set.
  ///
  /// - Parameter clip: Samples, (``clipLength``), zeros where a song has ended.
  /// - Returns: Finite values, in the order of each set's dimensions, the last one fastest.
  /// - Throws: ``FeatureError`` where samples are not finite, or are beyond 10⁹.
  public mutating func features(of clip: Span<Float>) throws(FeatureError) -> [[Float]] {
    precondition(clip.count == clipLength)
    // A comparison with what is not a number fails.
    guard largestMagnitude(clip) <= largestSample else {
      throw FeatureError("its samples are not finite numbers, or are far beyond full scale")
    }
    let frames = analysis.frames(of: clip)
    return plans.map { $0.features(frames) }
  }
}

/// The largest sample, 180 dB above full scale: all that is computed from it is finite.
private let largestSample: Float = 1e9
