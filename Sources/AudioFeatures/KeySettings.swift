public import Configuration
internal import Foundation
internal import LinearAlgebra

/// The key of a clip: one vector.
public struct KeySettings: Sendable, Equatable {
  /// The chroma from which it is told.
  public let chroma: ChromaSettings

  /// Reads the keys of a feature set of kind `key`.
  public init(_ section: Section) throws(ConfigurationError) {
    chroma = try ChromaSettings(section)
  }
}

extension KeySettings {
  /// How well the twelve pitch classes, from the tonic, fit a major and a minor key
  /// (Krumhansl & Kessler 1982, doi 10.1037/0033-295X.89.4.334).
  private static let major = [
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88,
  ]
  private static let minor = [
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17,
  ]

  /// Names of the values of ``part(for:)``.
  private static let columns = [
    "key", "key_major", "key_strength", "key_fifths_cos", "key_fifths_sin",
  ].map { FeatureColumn(name: $0, unit: "1") }

  /// The key as part of a vector.
  ///
  /// - Throws: ``FeatureError`` where the chroma does not suit the layout.
  func part(for layout: ClipLayout) throws(FeatureError) -> VectorPart {
    let chroma = try chroma.course(for: layout)
    return VectorPart(columns: Self.columns, tracks: chroma.tracks) { frames in
      let course = chroma.course(frames)
      return Self.key(
        of: (0..<12).map { meanAndDeviation(of: course.row($0).span).mean })
    }
  }

  /// The key whose profile correlates most with the strengths of pitch classes
  /// (Krumhansl 1990, Cognitive Foundations of Musical Pitch, chapter 4).
  ///
  /// - Parameter strengths: From C, (12).
  /// - Returns: The tonic, 0 … 11 from C; 1 for major and 0 for minor; the correlation, −1 … 1; and
  ///   where the tonic of the key's notes in major lies on the circle of fifths, cos and sin of its
  ///   angle from C. Strengths that are all equal count as C major with correlation 0.
  private static func key(of strengths: [Double]) -> [Float] {
    var best = (tonic: 0, isMajor: true, correlation: -Double.infinity)
    for (profile, isMajor) in [(major, true), (minor, false)] {
      for tonic in 0..<12 {
        let turned = (0..<12).map { profile[($0 - tonic + 12) % 12] }
        let correlation = correlation(of: strengths, turned)
        if correlation > best.correlation { best = (tonic, isMajor, correlation) }
      }
    }
    // A minor key has the notes of the major key three semitones above.
    let fifths = 7 * (best.isMajor ? best.tonic : best.tonic + 3) % 12
    let angle = 2 * Double.pi * Double(fifths) / 12
    return [
      Float(best.tonic), best.isMajor ? 1 : 0, Float(best.correlation), Float(cos(angle)),
      Float(sin(angle)),
    ]
  }
}

/// Pearson's correlation; 0 where one side is constant.
private func correlation(of x: [Double], _ y: [Double]) -> Double {
  let n = Double(x.count)
  let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  var (xx, yy, xy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    xx += (a - meanX) * (a - meanX)
    yy += (b - meanY) * (b - meanY)
    xy += (a - meanX) * (b - meanY)
  }
  return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
}

extension KeySettings: FeatureKind {
  var frames: FrameSettings { chroma.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    try FeaturePlan(joining: [try part(for: layout)], keeping: ColumnSelection())
  }
}
