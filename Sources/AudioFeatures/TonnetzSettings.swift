public import Configuration
internal import Foundation
internal import LinearAlgebra

/// The course of the tonal centroid over a clip: six coordinates × frames.
public struct TonnetzSettings: Sendable, Equatable {
  /// The chroma from which it is computed.
  public let chroma: ChromaSettings

  /// Reads the keys of a feature set of kind `tonnetz`.
  public init(_ section: Section) throws(ConfigurationError) {
    chroma = try ChromaSettings(section, transform: .constantQ)
  }
}

extension TonnetzSettings: CourseKind {
  var frames: FrameSettings { chroma.frames }

  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let chroma = try chroma.course(for: layout)
    return CoursePlan(
      values: FeatureDimension(name: "coordinate", coordinates: .names(tonnetzNames)), unit: "1",
      tracks: chroma.tracks
    ) { tonalCentroids(of: chroma.course($0)) }
  }
}

/// Names of the coordinates of ``tonalCentroids(of:)``.
let tonnetzNames = ["fifth", "minor_third", "major_third"].flatMap {
  ["tonnetz_\($0)_x", "tonnetz_\($0)_y"]
}

/// The centroid of pitch classes on the circles of fifths, minor and major thirds
/// (Harte, Sandler & Gasser 2006, doi 10.1145/1178723.1178727), librosa's `tonnetz`.
///
/// Σ_c p_c·r·(sin θc, cos θc) with p the chroma of a frame divided by its sum, c = 0 … 11 and
/// (r, θ) = (1, 7π/6), (1, 3π/2), (½, 2π/3).
///
/// - Parameter chroma: (12, frames), ≥ 0.
/// - Returns: (6, frames), each −1 … 1; a silent frame is at 0.
func tonalCentroids(of chroma: Matrix) -> Matrix {
  var circles = Matrix(rows: 6, columns: 12)
  for (circle, (radius, angle)) in [(1, 7.0 / 6), (1, 3.0 / 2), (0.5, 2.0 / 3)].enumerated() {
    for c in 0..<12 {
      let theta = Double.pi * angle * Double(c)
      circles[2 * circle, c] = Float(radius * sin(theta))
      circles[2 * circle + 1, c] = Float(radius * cos(theta))
    }
  }
  var shares = chroma
  for frame in 0..<shares.columns {
    var sum: Float = 0
    for c in 0..<12 { sum += shares[c, frame] }
    guard sum >= .leastNormalMagnitude else { continue }
    for c in 0..<12 { shares[c, frame] /= sum }
  }
  return circles.times(shares)
}
