internal import Foundation
internal import LinearAlgebra

/// The bands of spectral contrast: below 200 Hz, five octaves from there, and all above, with
/// librosa's bounds.
struct OctaveBands: Sendable {
  /// Bands.
  static let count = 7
  /// The upper edge of the lowest band, Hz.
  private static let lowest = 200.0
  /// The share of a band's bins that make its peak, and its valley.
  private static let quantile = 0.02

  /// The bins of each band, and how many of them make its peak.
  private let bands: [(bins: Range<Int>, extremes: Int)]

  init(transformLength: Int, sampleRate: Double) throws(FeatureError) {
    let spacing = sampleRate / Double(transformLength)
    let bins = transformLength / 2 + 1
    var bands: [(bins: Range<Int>, extremes: Int)] = []
    for band in 0..<Self.count {
      let low = band == 0 ? 0 : Self.lowest * exp2(Double(band - 1))
      let high = Self.lowest * exp2(Double(band))
      guard low < sampleRate / 2 else {
        throw FeatureError(
          "spectral contrast needs frequencies above \(Int(low)) Hz, half the sample rate is "
            + "\(sampleRate / 2) Hz")
      }
      let inside = (0..<bins).filter { (low...high).contains(Double($0) * spacing) }
      let isLast = band == Self.count - 1
      // The bin below an octave belongs to it; its own last one is left to the next.
      let first = max(0, (inside.first ?? 0) - (band == 0 ? 0 : 1))
      let end = isLast ? bins : inside.last ?? 0
      guard first < end, !inside.isEmpty else {
        throw FeatureError(
          "spectral contrast finds too few of the frequencies of n_fft \(transformLength) between "
            + "\(Int(low)) and \(Int(high)) Hz: take a longer n_fft")
      }
      let counted = end - first + (isLast ? 0 : 1)
      let extremes = max(1, Int((Self.quantile * Double(counted)).rounded(.toNearestOrEven)))
      bands.append((first..<end, min(extremes, end - first)))
    }
    self.bands = bands
  }

  /// The mean of the largest and of the smallest magnitudes of each band.
  func measure(_ power: Span<Float>, into course: inout SpectralCourse, frame: Int) {
    for (band, (bins, extremes)) in bands.enumerated() {
      // Few of many: insertion costs less than sorting the band.
      var valley = Array<Float>(repeating: .infinity, count: extremes)
      var peak = valley
      for k in bins {
        insert(power[k], into: &valley)
        insert(-power[k], into: &peak)
      }
      course.valleys[band, frame] = meanMagnitude(valley)
      course.peaks[band, frame] = meanMagnitude(peak)
    }
  }
}

/// Keeps the smallest values, ascending.
private func insert(_ value: Float, into smallest: inout [Float]) {
  var place = smallest.count - 1
  guard value < smallest[place] else { return }
  while place > 0, value < smallest[place - 1] {
    smallest[place] = smallest[place - 1]
    place -= 1
  }
  smallest[place] = value
}

/// The mean of the roots of powers, whatever their sign.
private func meanMagnitude(_ powers: [Float]) -> Float {
  Float(powers.reduce(0) { $0 + Double(abs($1).squareRoot()) } / Double(powers.count))
}
