internal import LinearAlgebra

/// The settings of one kind of feature set.
protocol FeatureKind: Sendable {
  /// How a clip is divided into frames.
  var frames: FrameSettings { get }

  /// Prepares for clips of a layout.
  ///
  /// - Throws: ``FeatureError`` where the settings do not suit it.
  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan
}

/// What a kind of feature set computes of every clip.
struct FeaturePlan: Sendable {
  /// The dimensions of the features of one clip, outermost first.
  let dimensions: [FeatureDimension]
  /// The unit of the values.
  let unit: String
  /// The tracks that it needs.
  let tracks: FrameTracks
  /// Makes the features from them.
  let features: @Sendable (ClipFrames) -> [Float]
}

/// The settings of a kind of feature set that is a course of values over frames.
protocol CourseKind: FeatureKind {
  /// Prepares for clips of a layout.
  ///
  /// - Throws: ``FeatureError`` where the settings do not suit it.
  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan
}

/// A course of values over the frames of every clip.
struct CoursePlan: Sendable {
  /// What tells the values of a frame apart.
  let values: FeatureDimension
  /// Their unit, "mixed" where each has its own.
  let unit: String
  /// The tracks that they need.
  let tracks: FrameTracks
  /// Makes the course from them, (values, frames).
  let course: @Sendable (ClipFrames) -> Matrix

  /// A name for each value.
  var names: [String] {
    switch values.coordinates {
    case .names(let names): names
    case .numbers(let numbers, unit: _): numberedNames(values.name, numbers.count, digits: 2)
    }
  }
}

extension CourseKind {
  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let plan = try course(for: layout)
    return FeaturePlan(
      dimensions: [plan.values, layout.frameDimension(layout.frameCount)], unit: plan.unit,
      tracks: plan.tracks
    ) { plan.course($0).elements }
  }
}

/// Numbered names, with as many digits as the last needs but at least `digits`: `mfcc_01` …
func numberedNames(_ name: String, _ count: Int, digits: Int) -> [String] {
  let width = max(digits, String(count).count)
  return (1...count).map { number in
    let text = String(number)
    return "\(name)_\(String(repeating: "0", count: width - text.count))\(text)"
  }
}
