internal import Foundation

/// Measures of the shape of spectra, as librosa's.
///
/// With magnitudes S_k = |X_k| at frequencies f_k: the centroid c = Σ f_k·S_k / Σ S_k; the bandwidth
/// √(Σ (f_k − c)²·S_k / Σ S_k); the roll-off, the lowest f_k below which, itself included, lies a
/// share of Σ S_k; the flatness, the geometric over the arithmetic mean of max(10⁻¹⁰, S_k²)
/// (Johnston 1988, doi 10.1109/49.608); and contrast in octaves
/// (Jiang et al. 2002, doi 10.1109/ICME.2002.1035731).
///
/// A silent frame has centroid, bandwidth, roll-off and contrast 0 and flatness 1.
public struct SpectralShape: Sendable {
  /// Names of the tracks, in order.
  public static let trackNames =
    ["rms", "zero_crossing_rate", "centroid", "bandwidth"]
    + (1...OctaveBands.count).map { "contrast_\($0)" } + ["roll_off", "flatness"]

  /// Samples of a frame.
  public let frameLength: Int
  /// Bins of a spectrum, N/2 + 1.
  public let bins: Int
  private let spacing: Double
  private let rollOff: Double
  private let octaves: OctaveBands

  /// Prepares for spectra.
  ///
  /// - Parameters:
  ///   - transformLength: Samples of a frame, N ≥ 8.
  ///   - sampleRate: Hz, > 0.
  ///   - rollOff: Share of the magnitudes below the roll-off, 0 … 1.
  /// - Throws: ``FeatureError`` where octaves of the contrast lie beyond half the sample rate or
  ///   hold no frequency.
  public init(
    transformLength: Int, sampleRate: Double, rollOff: Double
  ) throws(FeatureError) {
    precondition(transformLength >= 8 && sampleRate > 0 && (0...1).contains(rollOff))
    frameLength = transformLength
    bins = transformLength / 2 + 1
    spacing = sampleRate / Double(transformLength)
    self.rollOff = rollOff
    octaves = try OctaveBands(transformLength: transformLength, sampleRate: sampleRate)
  }

  /// Measures one frame.
  ///
  /// - Parameters:
  ///   - power: |X_k|², (``bins``).
  ///   - course: Receives the measures.
  ///   - frame: The frame's number.
  func measure(_ power: Span<Float>, into course: inout SpectralCourse, frame: Int) {
    precondition(power.count == bins)
    let bins = bins
    // Σ S, Σ k·S and Σ k²·S; of the powers, the sum and that of their logarithms.
    var moments = (Double.zero, Double.zero, Double.zero)
    var (energy, logarithms) = (0.0, 0.0)
    for k in 0..<bins {
      let magnitude = Double(power[k].squareRoot())
      let weighted = magnitude * Double(k)
      moments.0 += magnitude
      moments.1 += weighted
      moments.2 += weighted * Double(k)
      let heard = max(power[k], smallestPower)
      energy += Double(heard)
      logarithms += Double(binaryLogarithm(heard))
    }
    let mean = moments.0 > 0 ? moments.1 / moments.0 : 0
    let variance = moments.0 > 0 ? max(0, moments.2 / moments.0 - mean * mean) : 0
    course.centroid[frame] = Float(mean * spacing)
    course.bandwidth[frame] = Float(variance.squareRoot() * spacing)
    course.flatness[frame] = Float(exp2(logarithms / Double(bins)) / (energy / Double(bins)))

    var below = 0.0
    var bin = 0
    while bin < bins - 1 {
      below += Double(power[bin].squareRoot())
      if below >= rollOff * moments.0 { break }
      bin += 1
    }
    course.rollOff[frame] = Float(Double(bin) * spacing)
    octaves.measure(power, into: &course, frame: frame)
  }
}
