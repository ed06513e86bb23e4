public import Configuration

/// One feature set, as its file features/F.yaml describes it.
public struct FeatureSettings: Sendable, Equatable {
  /// Kinds of feature set, by the names of the key `kind`.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``LogMelSettings``.
    case logMel = "log-mel"
    /// ``MFCCStatisticsSettings``.
    case mfccStatistics = "mfcc-statistics"
  }

  /// What is computed of a clip.
  public enum Features: Sendable, Equatable {
    /// The mel spectrogram in dB.
    case logMel(LogMelSettings)
    /// Statistics of cepstral coefficients over time.
    case mfccStatistics(MFCCStatisticsSettings)
  }

  /// Length of a clip in seconds, `window`, 0.01 … 3600, 30 by default.
  public let window: Double
  /// Seconds from clip to clip, `hop`, 0.01 … 3600, 20 by default.
  public let hop: Double
  /// What becomes of the end of a song, `tail`, `pad` by default.
  public let tail: WindowTail
  /// What is computed of a clip.
  public let features: Features

  /// Reads every key of the file.
  public init(_ section: Section) throws(ConfigurationError) {
    let kind: Kind = try section.choice("kind")
    window = try section.real("window", default: 30, in: 0.01...3600)
    hop = try section.real("hop", default: 20, in: 0.01...3600)
    tail = try section.choice("tail", default: .pad)
    features =
      switch kind {
      case .logMel: .logMel(try LogMelSettings(section))
      case .mfccStatistics: .mfccStatistics(try MFCCStatisticsSettings(section))
      }
  }

  /// The windows of audio of a sample rate: seconds rounded to whole samples.
  ///
  /// - Parameter sampleRate: Hz, at least 100.
  public func windows(sampleRate: Double) -> Windows {
    Windows(
      window: Int((window * sampleRate).rounded()), hop: Int((hop * sampleRate).rounded()),
      tail: tail)
  }

  /// The mel spectrogram that the features are made from.
  var mel: MelSettings {
    switch features {
    case .logMel(let settings): settings.mel
    case .mfccStatistics(let settings): settings.mel
    }
  }
}

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
}

/// Statistics over time of the mel-frequency cepstral coefficients of a clip: one vector.
public struct MFCCStatisticsSettings: Sendable, Equatable {
  /// The spectrogram; its reference is a power of 1.
  public let mel: MelSettings
  /// Coefficients from the first, `coefficients`, 1 … `bands`, 13 by default.
  public let coefficients: Int
  /// Statistics of each coefficient, `statistics`, by default all: mean, sd, min, max.
  public let statistics: [Statistic]

  /// Reads the keys of a feature set of kind `mfcc-statistics`.
  public init(_ section: Section) throws(ConfigurationError) {
    mel = try MelSettings(section)
    coefficients = try section.integer("coefficients", default: 13, in: 1...mel.bands)
    let known = Statistic.allCases.map(\.rawValue)
    let names = try section.texts("statistics", default: known)
    statistics = names.compactMap(Statistic.init)
    guard statistics.count == names.count, Set(names).count == names.count, !names.isEmpty else {
      throw section.error(
        "statistics", "must name one or more of \(known.joined(separator: ", ")), each once")
    }
  }
}
