public import Configuration
internal import LinearAlgebra

/// Tempo, energy, brightness and harmonic variety of a clip, as numbers: what study C puts into
/// words, by thresholds that are fitted to songs for training.
public struct DescriptorsSettings: Sendable, Equatable {
  /// The tempo.
  public let tempo: TempoSettings
  /// The level and the spectral centroid.
  public let spectral: SpectralSettings
  /// The pitch classes.
  public let chroma: ChromaSettings

  /// Reads the keys of a feature set of kind `descriptors`.
  public init(_ section: Section) throws(ConfigurationError) {
    tempo = try TempoSettings(section)
    spectral = try SpectralSettings(section)
    chroma = try ChromaSettings(section)
  }
}

extension DescriptorsSettings: FeatureKind {
  var frames: FrameSettings { spectral.frames }

  /// The tempo in BPM, the means of RMS and centroid, and the standard deviation of all values of
  /// chroma, over pitch classes and frames together.
  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let chroma = try chroma.course(for: layout)
    let spread = VectorPart(
      columns: [FeatureColumn(name: "chroma_sd", unit: "1")], tracks: chroma.tracks
    ) { [Float(meanAndDeviation(of: chroma.course($0).elements.span).deviation)] }
    let shape = try spectral.course(for: layout)
    let means = ["rms", "centroid"]
    let rows = means.compactMap { shape.names.firstIndex(of: $0) }
    let level = VectorPart(
      columns: zip(means, ["1", "Hz"]).map(FeatureColumn.init), tracks: shape.tracks
    ) { frames in
      let course = shape.course(frames)
      return rows.map { Float(meanAndDeviation(of: course.row($0).span).mean) }
    }
    return try FeaturePlan(
      joining: [try tempo.part(for: layout), level, spread],
      keeping: ColumnSelection(["tempo", "rms", "centroid", "chroma_sd"]))
  }
}
