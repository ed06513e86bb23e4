public import Configuration
internal import LinearAlgebra

/// How a signal becomes a mel spectrogram in decibels: the keys that every kind of feature set
/// made from it has.
public struct MelSettings: Sendable, Equatable {
  /// The frames.
  public let frames: FrameSettings
  /// Mel bands, `bands`, 1 … 1024, 128 by default.
  public let bands: Int
  /// The lowest and the highest edge of the bands, `fmin` and `fmax`, Hz, 0 and 11,025 by default.
  public let range: ClosedRange<Double>
  /// `mel_scale`, `slaney` by default.
  public let scale: MelScale
  /// dB from the loudest value to the floor, `top_db`, 1 … 400, 80 by default; 400 keeps all.
  public let decibelRange: Double

  /// Reads the keys of a feature set.
  public init(_ section: Section) throws(ConfigurationError) {
    frames = try FrameSettings(section)
    bands = try section.integer("bands", default: 128, in: 1...1024)
    let low = try section.real("fmin", default: 0, in: 0...1e6)
    let high = try section.real("fmax", default: 11025, in: 0...1e6)
    guard low < high else { throw section.error("fmax", "must be above fmin, \(low) Hz") }
    range = low...high
    scale = try section.choice("mel_scale", default: .slaney)
    decibelRange = try section.real("top_db", default: 80, in: 1...400)
  }

  /// The filters for audio of a sample rate.
  ///
  /// - Parameter sampleRate: Hz.
  /// - Throws: ``FeatureError``, see ``MelFilterBank``.
  func filterBank(sampleRate: Double) throws(FeatureError) -> MelFilterBank {
    try MelFilterBank(
      bands: bands, range: range, scale: scale, transformLength: frames.transformLength,
      sampleRate: sampleRate)
  }

  /// The mel spectrogram of a clip in dB.
  ///
  /// - Parameters:
  ///   - frames: With their power in mel bands.
  ///   - bank: The filters of the bands.
  ///   - reference: What 0 dB is.
  func decibels(
    of frames: ClipFrames, _ bank: MelFilterBank, reference: DecibelReference
  ) -> Matrix {
    var spectrogram = frames.mel(bank)
    var elements = spectrogram.elements.mutableSpan
    convertToDecibels(&elements, reference: reference, range: decibelRange)
    return spectrogram
  }
}

extension MelSettings: CourseKind {
  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let bank = try filterBank(sampleRate: layout.sampleRate)
    return CoursePlan(
      values: FeatureDimension(
        name: "band", coordinates: .names(numberedNames("mel", bands, digits: 3))),
      unit: "dB", tracks: FrameTracks(mel: bank)
    ) { decibels(of: $0, bank, reference: .one) }
  }
}
