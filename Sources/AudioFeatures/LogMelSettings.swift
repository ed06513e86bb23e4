public import Configuration
internal import LinearAlgebra

/// The mel spectrogram of a clip in decibels: bands × frames.
public struct LogMelSettings: Sendable, Equatable {
  /// The spectrogram.
  public let mel: MelSettings
  /// What 0 dB is, `reference`: `max` (the default), the clip's loudest value, or `one`.
  public let reference: DecibelReference
  /// Whether each clip is shifted and scaled to mean 0 and standard deviation 1, `standardize`,
  /// `true` by default.
  public let standardize: Bool

  /// Reads the keys of a feature set of kind `log-mel`.
  public init(_ section: Section) throws(ConfigurationError) {
    mel = try MelSettings(section)
    reference = try section.choice("reference", default: .max)
    standardize = try section.flag("standardize", default: true)
  }

  /// The unit of the values.
  var unit: String { standardize ? "1" : "dB" }
}

extension LogMelSettings: FeatureKind {
  var frames: FrameSettings { mel.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let filterBank = try mel.filterBank(sampleRate: layout.sampleRate)
    return FeaturePlan(
      dimensions: [filterBank.dimension, layout.frameDimension(layout.frameCount)], unit: unit,
      tracks: FrameTracks(mel: filterBank)
    ) { frames in
      var spectrogram = mel.decibels(of: frames, filterBank, reference: reference)
      var elements = spectrogram.elements.mutableSpan
      if standardize { AudioFeatures.standardize(&elements) }
      return spectrogram.elements
    }
  }
}

extension MelFilterBank {
  /// The dimension of bands: the frequencies where they are highest.
  var dimension: FeatureDimension {
    FeatureDimension(name: "band", coordinates: .numbers(centres, unit: "Hz"))
  }
}
