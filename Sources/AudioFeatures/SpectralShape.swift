/// Measures of the shape of spectra, as librosa's.
///
/// With magnitudes S_k = |X_k| at frequencies f_k: the centroid c = Σ f_k·S_k / Σ S_k; the bandwidth
/// √(Σ (f_k − c)²·S_k / Σ S_k); the roll-off, the lowest f_k below which, itself included, lies a
/// share of Σ S_k; the flatness, the geometric over the arithmetic mean of max(10⁻¹⁰, S_k²)
/// (Johnston 1988, doi 10.1109/49.608); and contrast in octaves
/// (Jiang et al. 2002, doi 10.1109/ICME.2002.1035731).
///
/// A silent frame has centroid, bandwidth, roll-off and contrast 0 and flatness 1.
public struct SpectralShape: Sendable, Equatable {
  /// Names of the tracks, in order.
  public static let trackNames =
    ["rms", "zero_crossing_rate", "centroid", "bandwidth"]
    + (1...OctaveBands.count).map { "contrast_\($0)" } + ["roll_off", "flatness"]

  /// Samples of a frame.
  public let frameLength: Int
  /// Bins of a spectrum, N/2 + 1.
  public let bins: Int
  /// Hz from bin to bin.
  let spacing: Double
  let rollOff: Double
  let octaves: OctaveBands

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
}
