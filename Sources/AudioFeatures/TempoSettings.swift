public import Configuration
internal import Foundation
internal import LinearAlgebra

/// The tempo of a clip: one vector.
public struct TempoSettings: Sendable, Equatable {
  /// The onset strength.
  public let onset: OnsetSettings
  /// The tempo that is expected, `start_bpm`, beats a minute, 20 … 320, 120 by default.
  public let start: Double
  /// How far tempi lie from it, one standard deviation in octaves, `std_bpm`, 0.05 … 10, 1 by
  /// default.
  public let deviation: Double

  /// Seconds of onset strength that are compared, librosa's `ac_size`.
  private static let memory = 8.0
  /// The tempo below which all others must be, beats a minute, librosa's `max_tempo`.
  private static let fastest = 320.0
  /// The correlation up to which there is none: what is left is rounding.
  private static let smallestCorrelation: Float = 1e-6

  /// Reads the keys of a feature set of kind `tempo`.
  public init(_ section: Section) throws(ConfigurationError) {
    onset = try OnsetSettings(section)
    start = try section.real("start_bpm", default: 120, in: 20...320)
    deviation = try section.real("std_bpm", default: 1, in: 0.05...10)
  }
}

extension TempoSettings {
  /// Names and units of the values of ``part(for:)``.
  private static let columns = [
    FeatureColumn(name: "tempo", unit: "BPM"), FeatureColumn(name: "tempo_confidence", unit: "1"),
    FeatureColumn(name: "tempo_cos", unit: "1"), FeatureColumn(name: "tempo_sin", unit: "1"),
  ]

  /// The tempo as part of a vector.
  ///
  /// - Throws: ``FeatureError`` where frames are too far apart to tell tempi.
  func part(for layout: ClipLayout) throws(FeatureError) -> VectorPart {
    let hop = onset.frames.hopLength
    let perMinute = 60 * layout.sampleRate / Double(hop)
    let lags = Int(Self.memory * layout.sampleRate) / hop
    guard perMinute > 2 * Self.fastest else {
      throw FeatureError(
        "tempo needs more than \(2 * Int(Self.fastest) / 60) frames a second, there are "
          + "\(Int(perMinute / 60)): take a shorter hop_length")
    }
    let track = RhythmTrack(
      onset: onset, bank: try onset.mel.filterBank(sampleRate: layout.sampleRate), lags: lags,
      averaged: true)
    return VectorPart(columns: Self.columns, tracks: FrameTracks(rhythm: track)) { frames in
      tempo(of: frames.rhythm(track).elements, perMinute: perMinute)
    }
  }

  /// The tempo, as librosa's `tempo`: that of the lag where ln(1 + 10⁶·r) − ½·(log₂(tempo/start)/
  /// deviation)² is largest, r the mean autocorrelation of onset strength (Ellis 2007,
  /// doi 10.1080/09298210701653344).
  ///
  /// - Parameters:
  ///   - correlation: r, (lags).
  ///   - perMinute: Frames.
  /// - Returns: The tempo; r at its lag; cos 2πt and sin 2πt for t = log₂ tempo, which are the same
  ///   for twice and half the tempo.
  private func tempo(of correlation: [Float], perMinute: Double) -> [Float] {
    var best = (tempo: 0.0, weight: -Double.infinity, confidence: Float.zero)
    for lag in correlation.indices.dropFirst() {
      let tempo = perMinute / Double(lag)
      guard tempo < Self.fastest else { continue }
      let octaves = log2(tempo / start) / deviation
      let r = correlation[lag] > Self.smallestCorrelation ? correlation[lag] : 0
      let weight = log1p(1e6 * Double(r)) - 0.5 * octaves * octaves
      if weight > best.weight { best = (tempo, weight, r) }
    }
    let turn = 2 * Double.pi * log2(best.tempo)
    return [Float(best.tempo), best.confidence, Float(cos(turn)), Float(sin(turn))]
  }
}

extension TempoSettings: FeatureKind {
  var frames: FrameSettings { onset.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    try FeaturePlan(joining: [try part(for: layout)], keeping: ColumnSelection())
  }
}
