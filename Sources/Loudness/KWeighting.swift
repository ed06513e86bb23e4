internal import Foundation

/// A filter of second order: y_n = b₀x_n + b₁x_{n−1} + b₂x_{n−2} − a₁y_{n−1} − a₂y_{n−2}.
struct Biquad {
  var (b0, b1, b2) = (1.0, 0.0, 0.0)
  var (a1, a2) = (0.0, 0.0)

  /// The same analogue filter for signals of another rate, by the bilinear transform with the
  /// frequency of its poles kept exactly.
  ///
  /// Of (n₂s² + n₁s + n₀)/(s² + qs + 1) at s = (1 − z⁻¹)/(K·(1 + z⁻¹)), all constants follow from the
  /// coefficients: with D = 1 + qK + K², 1 + a₁ + a₂ is 4K²/D and 1 − a₁ + a₂ is 4/D, and so on.
  ///
  /// - Parameters:
  ///   - rate: For which the coefficients are, in Hz.
  ///   - other: For which they are wanted, in Hz.
  func retuned(from rate: Double, to other: Double) -> Biquad {
    let (low, high) = (1 + a1 + a2, 1 - a1 + a2)
    let (k, d) = ((low / high).squareRoot(), 4 / high)
    let q = (1 - a2) * d / (2 * k)
    let (n0, n1, n2) = ((b0 + b1 + b2) / low, (b0 - b2) * d / (2 * k), (b0 - b1 + b2) / high)
    // Poles stay below half the rate, where the filter would not be stable.
    let k2 = tan(min(atan(k) * rate / other, 0.49 * .pi))
    let d2 = 1 + q * k2 + k2 * k2
    return Biquad(
      b0: (n2 + n1 * k2 + n0 * k2 * k2) / d2, b1: 2 * (n0 * k2 * k2 - n2) / d2,
      b2: (n2 - n1 * k2 + n0 * k2 * k2) / d2, a1: 2 * (k2 * k2 - 1) / d2,
      a2: (1 - q * k2 + k2 * k2) / d2)
  }
}

/// The K-weighting of ITU-R BS.1770-4, annex 1: a shelf that models the head, and a high-pass.
///
/// Coefficients are the recommendation's for 48 kHz, retuned to the signal's rate; the numerator of
/// the high-pass is 1, −2, 1 at any rate, as in libebur128. Two channels are filtered at a time.
struct KWeighting {
  /// What the filters remember of two channels.
  struct Memory {
    fileprivate var shelf = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    fileprivate var highPass = (SIMD2<Double>.zero, SIMD2<Double>.zero)
  }

  private let shelf: Biquad
  private let highPass: Biquad

  /// - Parameter sampleRate: In Hz.
  init(sampleRate: Int) {
    let rate = Double(sampleRate)
    shelf = Biquad(
      b0: 1.535_124_859_586_97, b1: -2.691_696_189_406_38, b2: 1.198_392_810_852_85,
      a1: -1.690_659_293_182_41, a2: 0.732_480_774_215_85
    ).retuned(from: 48000, to: rate)
    highPass = Biquad(
      b0: 1, b1: -2, b2: 1, a1: -1.990_047_454_833_98, a2: 0.990_072_250_366_21
    ).retuned(from: 48000, to: rate)
  }

  /// Σ y² of two channels' weighted samples y.
  ///
  /// - Parameters:
  ///   - samples: Interleaved, whole frames.
  ///   - channel: The first of the two; where it is the last, the second counts as silent.
  ///   - channels: Samples of a frame.
  ///   - memory: Of what came before; goes on to what comes next.
  func energy(
    of samples: Span<Float>, channel: Int, of channels: Int, _ memory: inout Memory
  ) -> SIMD2<Double> {
    let frames = samples.count / channels
    let size = MemoryLayout<Float>.stride
    let bytes = unsafe samples.extracting(0..<frames * channels).bytes
    // In bounds: both offsets lie in frame i, of `frames`.
    if channel + 1 < channels {
      return energy(of: frames, &memory) { i in
        let pair = unsafe bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: (i * channels + channel) * size, as: SIMD2<Float>.self)
        return SIMD2(Double(pair[0]), Double(pair[1]))
      }
    }
    return energy(of: frames, &memory) { i in
      let one = unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: (i * channels + channel) * size, as: Float.self)
      return SIMD2(Double(one), 0)
    }
  }

  /// Both filters in transposed direct form II, whose two recurrences do not wait for each other.
  @inline(__always)
  private func energy(
    of frames: Int, _ memory: inout Memory, _ sample: (Int) -> SIMD2<Double>
  ) -> SIMD2<Double> {
    let (b0, b1, b2, a1, a2) = (shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2)
    let (c1, c2) = (highPass.a1, highPass.a2)
    var (s1, s2) = memory.shelf
    var (h1, h2) = memory.highPass
    var energy = SIMD2<Double>.zero
    for i in 0..<frames {
      let x = sample(i)
      let y = b0 * x + s1
      s1 = (b1 * x + s2) - a1 * y
      s2 = b2 * x - a2 * y
      let z = y + h1
      h1 = (h2 - 2 * y) - c1 * z
      h2 = y - c2 * z
      energy += z * z
    }
    // What has decayed to nothing must not become denormal, which processors handle slowly.
    memory.shelf = (withoutTrifles(s1), withoutTrifles(s2))
    memory.highPass = (withoutTrifles(h1), withoutTrifles(h2))
    return energy
  }
}

/// Zero in place of magnitudes below 10⁻³⁰.
private func withoutTrifles(_ x: SIMD2<Double>) -> SIMD2<Double> {
  x.replacing(with: 0, where: x .< 1e-30 .& x .> -1e-30)
}
