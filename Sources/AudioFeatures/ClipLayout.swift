/// The frames of the clips of a feature set.
struct ClipLayout: Sendable {
  let settings: FrameSettings
  /// Hz.
  let sampleRate: Double
  /// Samples of a clip, at least those of a frame.
  let clipLength: Int

  /// Frames of a clip.
  var frameCount: Int {
    AudioFeatures.frameCount(of: clipLength, hopLength: settings.hopLength)
  }

  /// The dimension of frames: their times from the start of the clip.
  ///
  /// - Parameter count: How many from the first.
  func frameDimension(_ count: Int) -> FeatureDimension {
    let hop = settings.hopLength
    return FeatureDimension(
      name: "frame",
      coordinates: .numbers((0..<count).map { Double($0 * hop) / sampleRate }, unit: "s"))
  }
}
