public import Configuration
internal import LinearAlgebra

/// The first derivatives over time of the mel-frequency cepstral coefficients, in dB a frame; see
/// ``delta(of:order:)``.
public struct MFCCDeltaSettings: Sendable, Equatable {
  /// The coefficients.
  public let cepstra: MFCCSettings

  /// Reads the keys of a feature set.
  ///
  /// - Parameters:
  ///   - section: The file.
  ///   - fallback: Coefficients where the file has no number.
  public init(_ section: Section, coefficients fallback: Int) throws(ConfigurationError) {
    cepstra = try MFCCSettings(section, coefficients: fallback)
  }
}

extension MFCCDeltaSettings: CourseKind {
  var frames: FrameSettings { cepstra.frames }

  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    guard layout.frameCount >= 9 else {
      throw FeatureError("deltas need nine frames, a clip has \(layout.frameCount)")
    }
    let course = try cepstra.course(for: layout)
    return CoursePlan(
      values: FeatureDimension(
        name: "coefficient", coordinates: .names(course.names.map { "\($0)_delta" })),
      unit: course.unit, tracks: course.tracks
    ) { frames in
      let cepstra = course.course(frames)
      return Matrix(
        rows: cepstra.rows, columns: cepstra.columns,
        elements: (0..<cepstra.rows).flatMap { delta(of: cepstra.row($0), order: 1) })
    }
  }
}
