internal import Foundation
internal import Kernels

/// Estimates how far music is tuned from A4 = 440 Hz, as librosa's `estimate_tuning`.
///
/// Peaks of each spectrum from 150 Hz to 4 kHz that exceed a tenth of its largest value are placed
/// between bins by the parabola through three values (Smith & Serra 1987, PARSHL). Of those at
/// least as high as the median of all, the deviations from the nearest step of the scale are counted
/// in a hundred classes; the lower bound of the fullest one is the tuning.
struct TuningEstimator: Sendable {
  /// Of what the peaks are.
  enum Spectrum {
    case magnitude
    case power
  }

  private let spectrum: Spectrum
  private let spacing: Double
  private let searched: Range<Int>
  /// Hz, and the interpolated height of each peak so far.
  private var pitches: [Float] = []
  private var heights: [Float] = []

  /// Prepares for the spectra of a transform.
  ///
  /// - Parameters:
  ///   - spectrum: Of what the peaks are.
  ///   - transformLength: Samples of a frame, N ≥ 8.
  ///   - sampleRate: Hz, > 0.
  init(of spectrum: Spectrum, transformLength: Int, sampleRate: Double) {
    self.spectrum = spectrum
    let spacing = sampleRate / Double(transformLength)
    self.spacing = spacing
    let inner = 1..<(transformLength / 2)
    let first = inner.first { Double($0) * spacing >= 150 } ?? inner.upperBound
    let end = inner.first { Double($0) * spacing >= min(4000, sampleRate / 2) } ?? inner.upperBound
    searched = first..<max(first, end)
  }

  /// Finds the peaks of one frame.
  ///
  /// - Parameter power: |X_k|², N/2 + 1.
  mutating func add(_ power: Span<Float>) {
    let loudest = largestMagnitude(power)
    let threshold = spectrum == .power ? 0.1 * loudest : 0.01 * loudest
    for k in searched {
      let peak = power[k]
      guard peak > threshold, peak > power[k - 1], peak >= power[k + 1] else { continue }
      let (below, above) = (height(power[k - 1]), height(power[k + 1]))
      let curvature = above + below - 2 * height(peak)
      let slope = (above - below) / 2
      let shift = abs(slope) >= abs(curvature) ? 0 : -slope / curvature
      pitches.append(Float((Double(k) + Double(shift)) * spacing))
      heights.append(height(peak) + 0.5 * slope * shift)
    }
  }

  private func height(_ power: Float) -> Float {
    spectrum == .power ? power : power.squareRoot()
  }

  /// The tuning that the peaks since the last estimate tell, and forgets them.
  ///
  /// - Parameter stepsPerOctave: Of the scale.
  /// - Returns: Steps from A4 = 440 Hz, −0.5 … 0.49; 0 without peaks.
  mutating func estimate(stepsPerOctave: Int) -> Double {
    defer {
      pitches.removeAll(keepingCapacity: true)
      heights.removeAll(keepingCapacity: true)
    }
    guard !pitches.isEmpty else { return 0 }
    var ordered = heights
    let threshold = median(of: &ordered)
    var counts = [Int](repeating: 0, count: Self.classes)
    for (pitch, height) in zip(pitches, heights) where height >= threshold {
      let steps = Float(stepsPerOctave) * Float(log2(Double(pitch) / 27.5))
      counts[Self.class(of: steps - steps.rounded(.down))] += 1
    }
    let fullest = counts.indices.max { (counts[$0], -$0) < (counts[$1], -$1) } ?? 0
    return Self.edge(fullest)
  }

  private static let classes = 100

  private static func edge(_ index: Int) -> Double { Double(index) * 0.01 - 0.5 }

  /// The class of the distance from the step below, 0 ..< 1.
  private static func `class`(of distance: Float) -> Int {
    let deviation = Double(distance >= 0.5 ? distance - 1 : distance)
    let near = min(classes - 1, max(0, Int((deviation + 0.5) * 100)))
    if deviation < edge(near) { return max(0, near - 1) }
    return near + 1 < classes && deviation >= edge(near + 1) ? near + 1 : near
  }
}
