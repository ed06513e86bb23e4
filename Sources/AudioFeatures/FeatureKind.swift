/// The settings of one kind of feature set.
protocol FeatureKind: Sendable {
  /// How a clip is divided into frames.
  var frames: FrameSettings { get }

  /// Prepares for clips of a layout.
  ///
  /// - Throws: ``FeatureError`` where the settings do not suit it.
  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan
}

/// What a kind of feature set computes of every clip.
struct FeaturePlan: Sendable {
  /// The dimensions of the features of one clip, outermost first.
  let dimensions: [FeatureDimension]
  /// The unit of the values.
  let unit: String
  /// The tracks that it needs.
  let tracks: FrameTracks
  /// Makes the features from them.
  let features: @Sendable (ClipFrames) -> [Float]
}
