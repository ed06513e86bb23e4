/// The derivative of a track over time, in units of a frame: that of the polynomial fitted to nine
/// frames by least squares (Savitzky & Golay 1964, doi 10.1021/ac60214a047), of the first degree for
/// the first derivative and the second for the second.
///
/// The first and the last four frames take the polynomial of the first and the last nine: librosa's
/// `delta` with width 9 and mode `interp`.
///
/// - Parameters:
///   - track: At least nine values.
///   - order: 1 or 2.
/// - Returns: As many values.
public func delta(of track: [Float], order: Int) -> [Float] {
  precondition(track.count >= 9 && (1...2).contains(order))
  let offsets = (-4...4).map(Double.init)
  // Σ k² = 60; Σ (k² − 60/9)² = 308.
  let weights = offsets.map { order == 1 ? $0 / 60 : 2 * ($0 * $0 - 60.0 / 9) / 308 }
  return track.indices.map { frame in
    // The derivative of that degree is the same at all nine frames.
    let first = min(max(0, frame - 4), track.count - 9)
    return Float((0..<9).reduce(0) { $0 + weights[$1] * Double(track[first + $1]) })
  }
}
