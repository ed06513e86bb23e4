/// Amplitudes up to which a sample has no sign, librosa's `threshold`.
private let smallestAmplitude: Float = 1e-10

/// The root mean square of the samples of each frame, and the share of its samples whose sign
/// differs from that of the sample before, within the frame; librosa's `rms` and
/// `zero_crossing_rate`.
///
/// Frames are those of ``ShortTimeFourier``, without window. Beyond the clip, the level sees zeros
/// and the signs see the first and the last sample.
///
/// - Parameters:
///   - clip: Samples, (L), L ≥ 1.
///   - frameLength: N ≥ 1.
///   - hopLength: Samples from frame to frame.
/// - Returns: Both, (frames).
func levelTracks(
  of clip: Span<Float>, frameLength: Int, hopLength: Int
) -> (rootMeanSquare: [Float], zeroCrossingRate: [Float]) {
  let length = Double(frameLength)
  // crossings[i]: changes of sign from the first sample to sample i.
  var crossings = Array<Int32>(repeating: 0, count: clip.count)
  for i in clip.indices.dropFirst() {
    let changes = (clip[i] < -smallestAmplitude) != (clip[i - 1] < -smallestAmplitude)
    crossings[i] = crossings[i - 1] + (changes ? 1 : 0)
  }
  var (levels, rates): ([Float], [Float]) = ([], [])
  for frame in 0..<frameCount(of: clip.count, hopLength: hopLength) {
    let start = frame * hopLength - frameLength / 2
    let first = max(0, min(start, clip.count - 1))
    let end = max(first, min(start + frameLength, clip.count))
    let energy = laneSum(of: clip.extracting(first..<end)) { $0 * $0 }
    levels.append(Float((energy / length).squareRoot()))
    let last = max(first, end - 1)
    rates.append(Float(Double(crossings[last] - crossings[first]) / length))
  }
  return (levels, rates)
}
