public import Configuration
internal import LinearAlgebra

/// The mel-frequency cepstral coefficients of every frame, in dB.
public struct MFCCSettings: Sendable, Equatable {
  /// The spectrogram; its reference is a power of 1.
  public let mel: MelSettings
  /// Coefficients from the first, `coefficients`, 1 … `bands`.
  public let coefficients: Int

  /// Reads the keys of a feature set.
  ///
  /// - Parameters:
  ///   - section: The file.
  ///   - fallback: Coefficients where the file has no number; `nil` for as many as there are bands.
  public init(_ section: Section, coefficients fallback: Int?) throws(ConfigurationError) {
    mel = try MelSettings(section)
    coefficients = try section.integer(
      "coefficients", default: fallback ?? mel.bands, in: 1...mel.bands)
  }
}

extension MFCCSettings: CourseKind {
  var frames: FrameSettings { mel.frames }

  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let cosines = cosineTransform(coefficients: coefficients, of: mel.bands)
    let bank = try mel.filterBank(sampleRate: layout.sampleRate)
    return CoursePlan(
      values: FeatureDimension(
        name: "coefficient", coordinates: .names(numberedNames("mfcc", coefficients, digits: 2))),
      unit: "dB", tracks: FrameTracks(mel: bank)
    ) { cosines.times(mel.decibels(of: $0, bank, reference: .one)) }
  }
}
