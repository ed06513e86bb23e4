public import Configuration
internal import LinearAlgebra

/// The course of the mel-frequency cepstral coefficients of a clip, as many frames as asked for:
/// coefficients × frames.
public struct MFCCSequenceSettings: Sendable, Equatable {
  /// What is shifted and scaled to mean 0 and standard deviation 1.
  public enum Normalization: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// All values of a clip together.
    case clip
    /// Each coefficient of a clip by itself.
    case coefficient
  }

  /// The coefficients, 40 by default.
  public let cepstra: MFCCSettings
  /// The highest derivative over time that follows the coefficients, `deltas`, 0 … 2, 0 by default.
  public let deltas: Int
  /// Frames, `frames`, 1 … 10⁵, 430 by default: a longer clip is cut, a shorter one filled with
  /// zeros after normalisation.
  public let frameCount: Int
  /// What is normalised, over the frames that are left, `normalize`, `clip` by default.
  public let normalization: Normalization

  /// Reads the keys of a feature set of kind `mfcc-sequence`.
  public init(_ section: Section) throws(ConfigurationError) {
    cepstra = try MFCCSettings(section, coefficients: 40)
    deltas = try section.integer("deltas", default: 0, in: 0...2)
    frameCount = try section.integer("frames", default: 430, in: 1...100_000)
    normalization = try section.choice("normalize", default: .clip)
  }
}

extension MFCCSequenceSettings: FeatureKind {
  var frames: FrameSettings { cepstra.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    guard deltas == 0 || layout.frameCount >= 9 else {
      throw FeatureError("deltas need nine frames, a clip has \(layout.frameCount)")
    }
    let course = try cepstra.course(for: layout)
    let kept = min(frameCount, layout.frameCount)
    let names = (0...deltas).flatMap { order in
      course.names.map { $0 + ["", "_delta", "_delta_delta"][order] }
    }
    return FeaturePlan(
      dimensions: [
        FeatureDimension(name: "coefficient", coordinates: .names(names)),
        layout.frameDimension(frameCount),
      ],
      unit: normalization == .none ? course.unit : "1", tracks: course.tracks
    ) { frames in
      let cepstra = course.course(frames)
      let rows = (0...deltas).flatMap { order in
        (0..<cepstra.rows).map { derivative($0, of: cepstra, order: order).prefix(kept) }
      }
      return normalized(rows).flatMap { $0 + repeatElement(0, count: frameCount - kept) }
    }
  }

  private func derivative(_ row: Int, of cepstra: Matrix, order: Int) -> [Float] {
    order == 0 ? cepstra.row(row) : delta(of: cepstra.row(row), order: order)
  }

  private func normalized(_ rows: [ArraySlice<Float>]) -> [ArraySlice<Float>] {
    switch normalization {
    case .none: return rows
    case .clip:
      let values = standardized(rows.flatMap(\.self))
      let count = values.count / rows.count
      return rows.indices.map { values[($0 * count)..<(($0 + 1) * count)] }
    case .coefficient: return rows.map { standardized(Array($0))[...] }
    }
  }
}

/// Values with mean 0 and standard deviation 1.
private func standardized(_ values: [Float]) -> [Float] {
  var values = values
  var span = values.mutableSpan
  standardize(&span)
  return values
}
