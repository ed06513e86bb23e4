internal import Configuration

/// A feature that has values in every frame, as the key `of` names it.
public enum CourseSettings: Sendable, Equatable {
  /// The mel spectrogram in dB against a power of 1: `mel_001` …
  case mel(MelSettings)
  /// Mel-frequency cepstral coefficients, 13 by default: `mfcc_01` …
  case mfcc(MFCCSettings)
  /// Their first derivatives: `mfcc_01_delta` …
  case mfccDelta(MFCCDeltaSettings)
  /// Level and spectral shape: ``SpectralShape/trackNames``.
  case spectral(SpectralSettings)
  /// The strength of pitch classes: `chroma_c` …
  case chroma(ChromaSettings)
  /// The tonal centroid: `tonnetz_fifth_x` …
  case tonnetz(TonnetzSettings)
  /// The constant-Q transform: `bin_01` …
  case constantQ(ConstantQSettings)
  /// Onset strength: `onset`.
  case onset(OnsetSettings)
  /// How onsets repeat: `lag_001` …
  case tempogram(TempogramSettings)

  /// The features by name.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``MelSettings``.
    case mel
    /// ``MFCCSettings``.
    case mfcc
    /// ``MFCCDeltaSettings``.
    case mfccDelta = "mfcc-delta"
    /// ``SpectralSettings``.
    case spectral
    /// ``ChromaSettings``.
    case chroma
    /// ``TonnetzSettings``.
    case tonnetz
    /// ``ConstantQSettings``.
    case constantQ = "constant-q"
    /// ``OnsetSettings``.
    case onset
    /// ``TempogramSettings``.
    case tempogram
  }

  /// Reads the keys of a feature; features of one file share keys of the same name.
  init(_ kind: Kind, _ section: Section) throws(ConfigurationError) {
    self =
      switch kind {
      case .mel: .mel(try MelSettings(section))
      case .mfcc: .mfcc(try MFCCSettings(section, coefficients: 13))
      case .mfccDelta: .mfccDelta(try MFCCDeltaSettings(section, coefficients: 13))
      case .spectral: .spectral(try SpectralSettings(section))
      case .chroma: .chroma(try ChromaSettings(section))
      case .tonnetz: .tonnetz(try TonnetzSettings(section))
      case .constantQ: .constantQ(try ConstantQSettings(section))
      case .onset: .onset(try OnsetSettings(section))
      case .tempogram: .tempogram(try TempogramSettings(section))
      }
  }

  var feature: any CourseKind {
    switch self {
    case .mel(let settings): settings
    case .mfcc(let settings): settings
    case .mfccDelta(let settings): settings
    case .spectral(let settings): settings
    case .chroma(let settings): settings
    case .tonnetz(let settings): settings
    case .constantQ(let settings): settings
    case .onset(let settings): settings
    case .tempogram(let settings): settings
    }
  }
}
