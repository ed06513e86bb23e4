public import LinearAlgebra

/// The power of a signal in mel bands over time, as librosa's `melspectrogram` with power 2.
public struct MelSpectrogram: ~Copyable {
  private var fourier: ShortTimeFourier
  private let filterBank: MelFilterBank

  /// Takes a transform of the length for which the filters were made.
  public init(_ fourier: consuming ShortTimeFourier, _ filterBank: MelFilterBank) {
    precondition(fourier.bins == filterBank.bins)
    self.fourier = fourier
    self.filterBank = filterBank
  }

  /// The power of each band, Σ_k w_mk·|X_k|².
  ///
  /// - Parameter signal: Samples, (L), L ≥ 1.
  /// - Returns: (bands, frames); not finite where the signal is not, or is beyond about 10¹⁵.
  public mutating func power(of signal: Span<Float>) -> Matrix {
    let frames = frameCount(of: signal.count, hopLength: fourier.hopLength)
    var mel = Matrix(rows: filterBank.filters.count, columns: frames)
    var elements = mel.elements.mutableSpan
    let filterBank = filterBank
    fourier.forEachFrame(of: signal) { frame, power in
      filterBank.apply(to: power, column: frame, of: frames, into: &elements)
    }
    return mel
  }
}
