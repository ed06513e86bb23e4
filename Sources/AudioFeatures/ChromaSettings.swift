public import Configuration
internal import LinearAlgebra

/// The strength of the twelve pitch classes over a clip: pitch classes × frames.
public struct ChromaSettings: Sendable, Equatable {
  /// What tells the strength of pitches.
  public enum Transform: String, CaseIterable, Sendable {
    /// The short-time Fourier transform.
    case stft
    /// The constant-Q transform, seven octaves from C1 with 36 bins each.
    case constantQ = "constant-q"
  }

  /// The frames.
  public let frames: FrameSettings
  /// What tells the strength of pitches, `transform`.
  public let transform: Transform
  /// Where the pitch classes lie, `tuning`, `estimated` by default; a number counts semitones from
  /// A4 = 440 Hz, with a constant-Q transform its steps, a third of that.
  public let tuning: Tuning

  /// Reads the keys of a feature set of kind `chroma`, or of one made from chroma.
  ///
  /// - Parameters:
  ///   - section: The feature set.
  ///   - transform: The transform where the file names none.
  public init(_ section: Section, transform: Transform = .stft) throws(ConfigurationError) {
    frames = try FrameSettings(section)
    self.transform = try section.choice("transform", default: transform)
    tuning = try Tuning(section, default: "estimated")
  }
}

extension ChromaSettings: CourseKind {
  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let dimension = PitchClasses.dimension
    switch transform {
    case .stft:
      guard layout.frameCount <= ChromaTrack.largestPower / (frames.transformLength / 2 + 1) else {
        throw FeatureError(
          "chroma keeps the spectra of a clip, \(layout.frameCount) of n_fft "
            + "\(frames.transformLength) are too many: take a shorter window or a longer hop_length"
        )
      }
      let track = ChromaTrack(
        transformLength: frames.transformLength, sampleRate: layout.sampleRate, tuning: tuning)
      return CoursePlan(values: dimension, unit: "1", tracks: FrameTracks(chroma: track)) {
        $0.chroma(track)
      }
    case .constantQ:
      let track = try ConstantQTrack(
        lowest: ConstantQSettings.lowestC, bins: 252, binsPerOctave: 36, tuning: tuning,
        layout: layout)
      return CoursePlan(values: dimension, unit: "1", tracks: FrameTracks(constantQ: track)) {
        PitchClasses.chroma(of: $0.constantQ(track))
      }
    }
  }
}
