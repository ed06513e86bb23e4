public import Configuration
internal import LinearAlgebra

/// The course of level and spectral shape over a clip: features × frames.
public struct SpectralSettings: Sendable, Equatable {
  /// The frames.
  public let frames: FrameSettings
  /// The share of the magnitudes below the roll-off, `roll_percent`, 0.01 … 0.99, 0.85 by default.
  public let rollOff: Double

  /// Reads the keys of a feature set of kind `spectral`.
  public init(_ section: Section) throws(ConfigurationError) {
    frames = try FrameSettings(section)
    rollOff = try section.real("roll_percent", default: 0.85, in: 0.01...0.99)
  }
}

extension SpectralSettings: CourseKind {
  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let shape = try SpectralShape(
      transformLength: frames.transformLength, sampleRate: layout.sampleRate, rollOff: rollOff)
    return CoursePlan(
      values: FeatureDimension(name: "feature", coordinates: .names(SpectralShape.trackNames)),
      unit: "mixed", tracks: FrameTracks(shape: shape)
    ) { $0.shape(shape) }
  }
}
