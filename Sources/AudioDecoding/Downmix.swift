internal import Kernels

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
  /// - Returns: Whether all samples are finite.
  mutating func mix(_ samples: Span<Float>) -> Bool {
    let (channels, frames) = (channels, samples.count / channels)
    var mixed = mono.mutableSpan
    let largest: Float
    if channels == 2 {
      largest = mixPairs(samples, into: &mixed)
    } else {
      largest = largestMagnitude(samples)
      for frame in 0..<frames {
        var sum = 0.0
        for channel in 0..<channels { sum += Double(samples[frame * channels + channel]) }
        mixed[frame] = Float(sum / Double(channels))
      }
    }
    peak = max(peak, largest)
    return largest.isFinite
  }
}
