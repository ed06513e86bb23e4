internal import Fourier
internal import Foundation

/// A Hann window that is periodic, w_n = ½ − ½·cos(2πn/N), as spectral analysis takes it
/// (Harris 1978, doi 10.1109/PROC.1978.10837).
///
/// - Parameter length: N ≥ 1.
/// - Returns: Weights from 0 to 1, (N).
public func periodicHann(_ length: Int) -> [Float] {
  (0..<length).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(length))) }
}

/// The short-time Fourier transform of a signal, as power, frame by frame.
///
/// Frame t is centred on sample t·hop: it covers N samples from t·hop − ⌊N/2⌋, with zeros before the
/// beginning and after the end, weighted by a periodic Hann window. A signal of L samples has
/// 1 + ⌊L/hop⌋ frames. This is librosa's `stft` with `center=True, pad_mode="constant"`.
public struct ShortTimeFourier: ~Copyable {
  /// Samples from frame to frame.
  public let hopLength: Int
  private var transform: RealFFT
  private let window: [Float]

  /// Plans the transform.
  ///
  /// - Parameters:
  ///   - length: Samples of a frame, N ≥ 2.
  ///   - hopLength: Samples from frame to frame, ≥ 1.
  public init(length: Int, hopLength: Int) {
    precondition(length >= 2 && hopLength >= 1)
    self.hopLength = hopLength
    transform = RealFFT(length: length)
    window = periodicHann(length)
  }

  /// Frequencies of a frame, 0 to half the sample rate: N/2 + 1, rounded down.
  public var bins: Int { transform.bins }

  /// Computes the power spectrum |X_k|² of each frame.
  ///
  /// - Parameters:
  ///   - signal: Samples, (L), L ≥ 1.
  ///   - body: Receives each frame's number and its power, (``bins``), in order of time.
  public mutating func forEachFrame(
    of signal: Span<Float>, _ body: (_ frame: Int, _ power: Span<Float>) -> Void
  ) {
    let window = window
    let length = window.count
    // Reused from frame to frame.
    var edge = Array<Float>(repeating: 0, count: length)
    var power = Array<Float>(repeating: 0, count: bins)
    for frame in 0..<frameCount(of: signal.count, hopLength: hopLength) {
      let start = frame * hopLength - length / 2
      var spectrum = power.mutableSpan
      if start >= 0, start + length <= signal.count {
        transform.powerSpectrum(
          of: signal.extracting(start..<(start + length)), window: window.span, into: &spectrum)
      } else {
        for n in 0..<length {
          let index = start + n
          edge[n] = index >= 0 && index < signal.count ? signal[index] : 0
        }
        transform.powerSpectrum(of: edge.span, window: window.span, into: &spectrum)
      }
      body(frame, power.span)
    }
  }
}

/// Frames of a signal whose frames are centred: 1 + ⌊L/hop⌋.
///
/// - Parameters:
///   - samples: L ≥ 0.
///   - hopLength: Samples from frame to frame, ≥ 1.
public func frameCount(of samples: Int, hopLength: Int) -> Int { 1 + samples / hopLength }
