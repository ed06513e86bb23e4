public import Configuration
internal import LinearAlgebra

/// The strength of the twelve pitch classes over a clip: pitch classes × frames.
public struct ChromaSettings: Sendable, Equatable {
  /// The frames.
  public let frames: FrameSettings
  /// Where the pitch classes lie, `tuning`, `estimated` by default or semitones from A4 = 440 Hz.
  public let tuning: Tuning

  /// Reads the keys of a feature set of kind `chroma`.
  public init(_ section: Section) throws(ConfigurationError) {
    frames = try FrameSettings(section)
    tuning = try Tuning(section, default: "estimated")
  }

  /// The track for audio of a sample rate.
  func track(sampleRate: Double) -> ChromaTrack {
    ChromaTrack(
      transformLength: frames.transformLength, sampleRate: sampleRate, tuning: tuning)
  }
}

extension ChromaSettings: CourseKind {
  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let track = track(sampleRate: layout.sampleRate)
    return CoursePlan(
      values: PitchClasses.dimension, unit: "1", tracks: FrameTracks(chroma: track)
    ) { $0.chroma(track) }
  }
}
