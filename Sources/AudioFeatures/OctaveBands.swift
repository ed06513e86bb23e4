internal import Foundation
internal import LinearAlgebra

/// The bands of spectral contrast: below 200 Hz, five octaves from there, and all above, with
/// librosa's bounds.
struct OctaveBands: Sendable, Equatable {
  /// One band.
  private struct Band: Equatable {
    let bins: Range<Int>
    /// How many bins make its peak, and its valley.
    let extremes: Int
  }

  /// Bands.
  static let count = 7
  /// The upper edge of the lowest band, Hz.
  private static let lowest = 200.0
  /// The share of a band's bins that make its peak, and its valley.
  private static let quantile = 0.02

  private let bands: [Band]

  init(transformLength: Int, sampleRate: Double) throws(FeatureError) {
    let spacing = sampleRate / Double(transformLength)
    let bins = transformLength / 2 + 1
    var bands: [Band] = []
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
      bands.append(Band(bins: first..<end, extremes: min(extremes, end - first)))
    }
    self.bands = bands
  }

  /// The most bins that make a peak: how long the buffer for ``measure(_:into:frame:)`` must be.
  var mostExtremes: Int { bands.reduce(1) { max($0, $1.extremes) } }

  /// The mean of the largest and of the smallest magnitudes of each band.
  func measure(_ power: Span<Float>, into course: inout SpectralCourse, frame: Int) {
    for (index, band) in bands.enumerated() {
      course.valleys[index, frame] = meanOfSmallest(
        band.extremes, of: power, band.bins, sign: 1, in: &course.smallest)
      course.peaks[index, frame] = meanOfSmallest(
        band.extremes, of: power, band.bins, sign: -1, in: &course.smallest)
    }
  }
}

/// The mean magnitude √|X|² of the few bins with the smallest values of sign·|X|².
///
/// Few of many: insertion costs less than sorting the band. Spectra of music fall, so that from the
/// top for the smallest and from the bottom for the largest most groups of bins have none.
///
/// - Parameter buffer: At least `count` values.
private func meanOfSmallest(
  _ count: Int, of power: Span<Float>, _ bins: Range<Int>, sign: Float,
  in buffer: inout [Float]
) -> Float {
  precondition(bins.upperBound <= power.count)
  var smallest = buffer.mutableSpan
  for place in 0..<count { smallest[place] = .infinity }
  let bytes = unsafe power.bytes
  let whole = bins.count / 8 * 8
  var limit = Float.infinity
  for offset in stride(from: 0, to: whole, by: 8) {
    let first = sign > 0 ? bins.upperBound - 8 - offset : bins.lowerBound + offset
    // In bounds: whole groups of the band's bins.
    let values = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: first * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
    guard any(sign * values .< limit) else { continue }
    for k in first..<(first + 8) where sign * power[k] < limit {
      insert(sign * power[k], among: count, in: &smallest)
      limit = smallest[count - 1]
    }
  }
  let rest =
    sign > 0
    ? bins.lowerBound..<(bins.upperBound - whole) : (bins.lowerBound + whole)..<bins.upperBound
  for k in rest { insert(sign * power[k], among: count, in: &smallest) }
  var sum = 0.0
  for place in 0..<count { sum += Double(abs(smallest[place]).squareRoot()) }
  return Float(sum / Double(count))
}

/// Keeps a value if it is one of the smallest, which ascend.
private func insert(_ value: Float, among count: Int, in smallest: inout MutableSpan<Float>) {
  var place = count - 1
  guard value < smallest[place] else { return }
  while place > 0, value < smallest[place - 1] {
    smallest[place] = smallest[place - 1]
    place -= 1
  }
  smallest[place] = value
}
