internal import Loudness

/// The loudness of a clip: one vector. A feature set of kind `loudness` has no keys of its own.
public struct LoudnessSettings: Sendable, Equatable {
  /// Loudness by EBU R 128.
  public init() {}
}

extension LoudnessSettings {
  private static let columns = [
    FeatureColumn(name: "loudness_integrated", unit: "LUFS"),
    FeatureColumn(name: "loudness_range", unit: "LU"),
    FeatureColumn(name: "loudness_momentary_max", unit: "LUFS"),
    FeatureColumn(name: "loudness_short_term_max", unit: "LUFS"),
  ]

  /// Seconds of a gating block, which EBU R 128 measures.
  private static let block = 0.4

  /// The loudness as part of a vector.
  ///
  /// - Throws: ``FeatureError`` where a clip is shorter than what is measured.
  func part(for layout: ClipLayout) throws(FeatureError) -> VectorPart {
    guard Double(layout.clipLength) >= Self.block * layout.sampleRate else {
      throw FeatureError("loudness is measured over \(Self.block) s, take a longer window")
    }
    let sampleRate = Int(layout.sampleRate.rounded())
    return VectorPart(columns: Self.columns, tracks: FrameTracks(loudness: sampleRate)) { frames in
      frames.loudness
    }
  }
}

extension LoudnessSettings: FeatureKind {
  var frames: FrameSettings { .none }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    try FeaturePlan(joining: [try part(for: layout)], keeping: ColumnSelection())
  }
}

/// The integrated loudness of a clip, its range and the largest momentary and short-term loudness;
/// see ``LoudnessMeter``.
///
/// - Parameters:
///   - clip: Mono samples.
///   - sampleRate: Hz.
func loudness(of clip: Span<Float>, sampleRate: Int) -> [Float] {
  var meter = LoudnessMeter(sampleRate: sampleRate, channels: 1)
  meter.update(clip)
  return [
    Float(meter.integrated()), Float(meter.range()),
    Float(meter.momentary().max() ?? LoudnessMeter.floor),
    Float(meter.shortTerm().max() ?? LoudnessMeter.floor),
  ]
}
