internal import Foundation

/// What 0 dB is.
public enum DecibelReference: String, CaseIterable, Sendable {
  /// The largest power of the spectrogram.
  case max
  /// A power of 1.
  case one
}

/// The smallest power that is told from silence, librosa's `amin`.
let smallestPower: Float = 1e-10

/// Turns powers into decibels, 10·log₁₀(max(10⁻¹⁰, S)/max(10⁻¹⁰, reference)), and raises what lies
/// more than `range` below the loudest value to that floor; librosa's `power_to_db`.
///
/// Silence gives −100 dB against one, 0 dB against its maximum. Single precision: the error is below
/// 10⁻⁵ dB for results up to 100 dB.
///
/// - Parameters:
///   - values: Powers, finite and ≥ 0, replaced by dB.
///   - reference: What 0 dB is.
///   - range: dB from the loudest value to the floor, ≥ 0.
public func convertToDecibels(
  _ values: inout MutableSpan<Float>, reference: DecibelReference, range: Double
) {
  var loudest = smallestPower
  for i in values.indices { loudest = values[i] > loudest ? values[i] : loudest }
  let loudestLevel = 10 * log10(Double(loudest))
  let offset = Float(reference == .max ? loudestLevel : 0)
  let floor = Float((reference == .max ? 0 : loudestLevel) - range)
  for i in values.indices {
    let power = values[i] > smallestPower ? values[i] : smallestPower
    let level = decibelsPerOctave * binaryLogarithm(power) - offset
    values[i] = level > floor ? level : floor
  }
}

/// 10·log₁₀ 2.
private let decibelsPerOctave: Float = 3.010_299_956_6

/// log₂ of a normal positive number, to about 10⁻⁷ of a binade, without a branch so that loops
/// vectorise.
///
/// x = 2ᵉ·m with √½ ≤ m < √2, and ln m = 2·artanh s = 2(s + s³/3 + s⁵/5 + …) at s = (m − 1)/(m + 1),
/// |s| < 0.172 (Abramowitz & Stegun 1964, 4.1.27); the first term left out is below 3·10⁻⁸.
@inline(__always)
func binaryLogarithm(_ x: Float) -> Float {
  let squareRootOfHalf: Int32 = 0x3f35_04f3
  let bits = Int32(bitPattern: x.bitPattern) &- squareRootOfHalf
  let exponent = bits &>> 23
  let m = Float(
    bitPattern: UInt32(bitPattern: Int32(bitPattern: x.bitPattern) &- (exponent &<< 23)))
  let s = (m - 1) / (m + 1)
  let t = s * s
  let series = s * (1 + t * (1 / 3 + t * (1 / 5 + t * (1 / 7))))
  return Float(exponent) + 2.885_390_082 * series
}
