public import Configuration
internal import LinearAlgebra

/// How onsets repeat around every frame of a clip: lags × frames.
public struct TempogramSettings: Sendable, Equatable {
  /// The onset strength.
  public let onset: OnsetSettings
  /// Frames that are compared, and lags, `lags`, 2 … 8192, 384 by default.
  public let lags: Int

  /// Reads the keys of a feature set of kind `tempogram`.
  public init(_ section: Section) throws(ConfigurationError) {
    onset = try OnsetSettings(section)
    lags = try section.integer("lags", default: 384, in: 2...8192)
  }
}

extension TempogramSettings: CourseKind {
  var frames: FrameSettings { onset.frames }

  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let track = RhythmTrack(
      onset: onset, bank: try onset.mel.filterBank(sampleRate: layout.sampleRate), lags: lags,
      averaged: false)
    let times = (0..<lags).map { Double($0 * frames.hopLength) / layout.sampleRate }
    return CoursePlan(
      values: FeatureDimension(name: "lag", coordinates: .numbers(times, unit: "s")), unit: "1",
      tracks: FrameTracks(rhythm: track)
    ) { $0.rhythm(track) }
  }
}
