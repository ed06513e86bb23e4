/// The mean of channels, block by block, and the largest magnitude seen.
struct Downmix {
  /// The mixed frames of the last block, from the start.
  private(set) var mono: [Float]
  /// The largest magnitude so far.
  private(set) var peak: Float = 0
  private let channels: Int

  init(channels: Int, frames: Int) {
    self.channels = channels
    mono = [Float](repeating: 0, count: frames)
  }

  /// Mixes a block of interleaved samples.
  ///
  /// - Returns: Whether all samples are finite, and so are the sums of frames.
  mutating func mix(_ samples: Span<Float>) -> Bool {
    let channels = channels
    var mixed = mono.mutableSpan
    // Most music is stereo.
    var (start, largest, isFinite) =
      channels == 2 ? mixPairs(samples, into: &mixed) : (0, Float.zero, true)
    for frame in start..<(samples.count / channels) {
      var sum = 0.0
      for i in (frame * channels)..<((frame + 1) * channels) {
        sum += Double(samples[i])
        largest = max(largest, abs(samples[i]))
      }
      mixed[frame] = Float(sum / Double(channels))
      isFinite = isFinite && mixed[frame].isFinite
    }
    peak = max(peak, largest)
    return isFinite
  }
}

/// Mixes frames of two channels, four at a time.
///
/// - Returns: How many are mixed, their largest magnitude, and whether all are finite.
private func mixPairs(
  _ samples: Span<Float>, into mixed: inout MutableSpan<Float>
) -> (frames: Int, peak: Float, isFinite: Bool) {
  typealias Four = SIMD4<Float>
  let (size, count) = (MemoryLayout<Float>.stride, samples.count / 8 * 4)
  precondition(mixed.count >= count)
  let bytes = unsafe samples.bytes
  var mixedBytes = unsafe mixed.mutableBytes
  var (highest, lowest) = (Four.zero, Four.zero)
  // Σ 0·x, which is 0 unless an x is infinite or not a number.
  var zeros = Four.zero
  for frame in stride(from: 0, to: count, by: 4) {
    // In bounds: 8 samples from sample 2·frame, 4 mixed ones from `frame`, which is below `count`.
    let x = unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: 2 * frame * size, as: SIMD8<Float>.self)
    let (left, right) = (x.evenHalf, x.oddHalf)
    let mean = (left + right) * 0.5
    zeros += mean * 0
    highest.replace(with: left, where: left .> highest)
    highest.replace(with: right, where: right .> highest)
    lowest.replace(with: left, where: left .< lowest)
    lowest.replace(with: right, where: right .< lowest)
    unsafe mixedBytes.storeBytes(of: mean, toUncheckedByteOffset: frame * size, as: Four.self)
  }
  return (count, max(highest.max(), -lowest.min()), zeros == .zero)
}
