internal import Foundation
internal import Kernels

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

/// The K-weighting of ITU-R BS.1770-4, annex 1: a shelf that models the head, then a high-pass.
///
/// Coefficients are the recommendation's for 48 kHz, retuned to the signal's rate; the numerator of
/// the high-pass is 1, −2, 1 at any rate, as in libebur128.
struct KWeighting: Sendable {
  private let filter: FourthOrderFilter

  /// - Parameter sampleRate: In Hz.
  init(sampleRate: Int) {
    let rate = Double(sampleRate)
    let shelf = Biquad(
      b0: 1.535_124_859_586_97, b1: -2.691_696_189_406_38, b2: 1.198_392_810_852_85,
      a1: -1.690_659_293_182_41, a2: 0.732_480_774_215_85
    ).retuned(from: 48000, to: rate)
    let highPass = Biquad(
      b0: 1, b1: -2, b2: 1, a1: -1.990_047_454_833_98, a2: 0.990_072_250_366_21
    ).retuned(from: 48000, to: rate)
    // Both in transposed direct form II.
    filter = FourthOrderFilter { x, memory in
      let y = shelf.b0 * x + memory[0]
      memory[0] = shelf.b1 * x - shelf.a1 * y + memory[1]
      memory[1] = shelf.b2 * x - shelf.a2 * y
      let z = y + memory[2]
      memory[2] = -2 * y - highPass.a1 * z + memory[3]
      memory[3] = y - highPass.a2 * z
      return z
    }
  }

  /// Adds Σ y² of each channel's weighted samples y to its energy.
  ///
  /// - Parameters:
  ///   - samples: Interleaved, whole frames.
  ///   - memories: Of what came before, one a channel; go on to what comes next.
  ///   - energies: One a channel.
  func addEnergies(
    of samples: Span<Float>, _ memories: inout [SIMD4<Double>], to energies: inout [Double]
  ) {
    filter.addEnergies(of: samples, &memories, to: &energies)
    // What has decayed to nothing must not become denormal, which processors handle slowly.
    for channel in memories.indices {
      let memory = memories[channel]
      memories[channel].replace(with: 0, where: memory .< 1e-30 .& memory .> -1e-30)
    }
  }
}
