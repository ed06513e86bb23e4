internal import Foundation

/// A scale of pitch on which equal steps sound equally wide.
public enum MelScale: String, CaseIterable, Sendable {
  /// Linear below 1 kHz, 200/3 Hz a mel, logarithmic above, 27 mels to a factor of 6.4
  /// (Slaney 1998, Auditory Toolbox, Interval Research Corporation, Technical Report 1998-010).
  case slaney
  /// 2595·log₁₀(1 + f/700) (O'Shaughnessy 1987, Speech Communication; Young et al., The HTK Book).
  case htk

  /// Where Slaney's scale turns logarithmic, in Hz and in mels, and the step of ln f a mel there.
  private static let corner = (hertz: 1000.0, mels: 15.0, step: log(6.4) / 27)

  /// The pitch of a frequency.
  ///
  /// - Parameter frequency: Hz, ≥ 0.
  /// - Returns: Mels, ≥ 0.
  public func mels(_ frequency: Double) -> Double {
    switch self {
    case .slaney:
      let corner = Self.corner
      return frequency < corner.hertz
        ? frequency * 3 / 200 : corner.mels + log(frequency / corner.hertz) / corner.step
    case .htk:
      return 2595 * log10(1 + frequency / 700)
    }
  }

  /// The frequency of a pitch; undoes ``mels(_:)``.
  ///
  /// - Parameter pitch: Mels, ≥ 0.
  /// - Returns: Hz, ≥ 0.
  public func frequency(_ pitch: Double) -> Double {
    switch self {
    case .slaney:
      let corner = Self.corner
      return pitch < corner.mels
        ? pitch * 200 / 3 : corner.hertz * exp((pitch - corner.mels) * corner.step)
    case .htk:
      return 700 * (pow(10, pitch / 2595) - 1)
    }
  }

  /// Frequencies at equal distances of pitch.
  ///
  /// - Parameters:
  ///   - count: How many, ≥ 2.
  ///   - range: The first and the last, Hz.
  /// - Returns: Hz, ascending, (count).
  public func frequencies(_ count: Int, in range: ClosedRange<Double>) -> [Double] {
    precondition(count >= 2 && range.lowerBound >= 0)
    let (low, high) = (mels(range.lowerBound), mels(range.upperBound))
    return (0..<count).map { frequency(low + (high - low) * Double($0) / Double(count - 1)) }
  }
}
