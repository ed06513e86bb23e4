public import Configuration
internal import LinearAlgebra

/// Statistics over time of the mel-frequency cepstral coefficients of a clip: one vector.
public struct MFCCStatisticsSettings: Sendable, Equatable {
  /// The spectrogram; its reference is a power of 1.
  public let mel: MelSettings
  /// Coefficients from the first, `coefficients`, 1 … `bands`, 13 by default.
  public let coefficients: Int
  /// Statistics of each coefficient, `statistics`, by default mean, sd, min, max.
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

  /// Reads the keys of a feature set of kind `mfcc-mean`: the mean alone, of as many coefficients
  /// as there are bands by default.
  public init(meansOf section: Section) throws(ConfigurationError) {
    mel = try MelSettings(section)
    coefficients = try section.integer("coefficients", default: mel.bands, in: 1...mel.bands)
    statistics = [.mean]
  }
}

extension MFCCStatisticsSettings: FeatureKind {
  var frames: FrameSettings { mel.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let cosines = cosineTransform(coefficients: coefficients, of: mel.bands)
    let names = coefficientNames(coefficients).flatMap { name in
      statistics.map { "\(name)_\($0.rawValue)" }
    }
    return FeaturePlan(
      dimensions: [FeatureDimension(name: "statistic", coordinates: .names(names))], unit: "dB",
      tracks: FrameTracks(mel: try mel.filterBank(sampleRate: layout.sampleRate))
    ) { frames in
      cosines.times(mel.decibels(of: frames, reference: .one)).statistics(statistics)
    }
  }
}

/// Names of cepstral coefficients: `mfcc_01`, `mfcc_02` …
func coefficientNames(_ count: Int) -> [String] {
  (1...count).map { "mfcc_\($0 < 10 ? "0" : "")\($0)" }
}
