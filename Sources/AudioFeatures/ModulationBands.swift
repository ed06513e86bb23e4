internal import Fourier

/// How much a value changes over time, by the rate at which it does: its variance in bands of
/// modulation frequency (McKinney & Breebaart 2003, Features for audio and music classification,
/// ISMIR).
///
/// With the value's deviations x_t from its mean over T frames, a periodic Hann window w and X the
/// discrete Fourier transform of w·x, the variance of the band from f to g is 2·Σ|X_k|²/(T·Σw²) over
/// all k with f ≤ f_k < g. A sinusoid of amplitude a in the band gives a²/2.
struct ModulationBands: Sendable {
  /// For instance `modulation_0.5_1`.
  let names: [String]
  /// The bins of each band.
  private let bands: [Range<Int>]
  private let window: [Float]
  private let scale: Double

  /// Places the bands.
  ///
  /// - Parameters:
  ///   - edges: Hz, ascending, at least two.
  ///   - layout: The frames of a clip.
  /// - Throws: ``FeatureError`` where a band lies beyond half the rate of frames, or holds none of
  ///   the frequencies of so many.
  init(edges: [Double], layout: ClipLayout) throws(FeatureError) {
    let count = layout.frameCount
    let rate = layout.sampleRate / Double(layout.settings.hopLength)
    let spacing = rate / Double(count)
    var (names, bands): ([String], [Range<Int>]) = ([], [])
    for (low, high) in zip(edges, edges.dropFirst()) {
      guard high <= rate / 2 else {
        throw FeatureError(
          "modulation up to \(short(high)) Hz needs more than \(short(2 * high)) frames a second, "
            + "there are \(short(rate)): take a shorter hop_length or lower modulation_edges")
      }
      let first = Int((low / spacing).rounded(.up))
      let end = Int((high / spacing).rounded(.up))
      guard first < end else {
        throw FeatureError(
          "the modulation band from \(short(low)) to \(short(high)) Hz holds none of the "
            + "frequencies of a clip, which are \(short(spacing)) Hz apart: take a longer window or "
            + "wider modulation_edges")
      }
      names.append("modulation_\(short(low))_\(short(high))")
      bands.append(first..<end)
    }
    self.names = names
    self.bands = bands
    window = periodicHann(count)
    scale = 2 / (Double(count) * window.reduce(0) { $0 + Double($1) * Double($1) })
  }

  /// The variance of each value in each band: all bands of the first value, then of the second, …
  ///
  /// - Parameters:
  ///   - rows: Courses of values, each as long as a clip has frames.
  ///   - means: The mean of each.
  func variances(of rows: [[Float]], means: [Double]) -> [[Float]] {
    var transform = RealFFT(length: window.count)
    var power = Array<Float>(repeating: 0, count: transform.bins)
    return zip(rows, means).map { row, mean in
      let deviations = row.map { Float(Double($0) - mean) }
      var spectrum = power.mutableSpan
      transform.powerSpectrum(of: deviations.span, window: window.span, into: &spectrum)
      return bands.map { Float(scale * power[$0].reduce(0) { $0 + Double($1) }) }
    }
  }
}

/// A number without needless zeros: "0.5", "10".
private func short(_ value: Double) -> String {
  let rounded = (value * 1000).rounded() / 1000
  return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
}
