internal import Fourier
internal import LinearAlgebra

/// Autocorrelations of parts of a signal under a periodic Hann window, each over its value at lag 0,
/// by the Fourier transform (Wiener & Khinchin).
struct Autocorrelation: ~Copyable {
  private let lags: Int
  private var transform: RealFFT
  /// The window and zeros, (N).
  private let window: [Float]
  /// A whole power spectrum, (N); reused from part to part.
  private var mirrored: [Float]

  /// Plans for parts of as many samples as lags.
  ///
  /// - Parameter lags: ≥ 1.
  init(lags: Int) {
    let length = fastLength(atLeast: 2 * lags - 1)
    self.lags = lags
    transform = RealFFT(length: length)
    window = periodicHann(lags) + Array(repeating: 0, count: length - lags)
    mirrored = Array(repeating: 0, count: length)
  }

  /// That of each part, which begins one sample after the last.
  ///
  /// - Parameters:
  ///   - signal: Zeros follow.
  ///   - count: Parts.
  /// - Returns: (lags, parts); 0 where a part is silent.
  mutating func course(of signal: [Float], frames count: Int) -> Matrix {
    let signal = signal + Array(repeating: 0, count: window.count)
    var result = Matrix(rows: lags, columns: count)
    var power = [Float](repeating: 0, count: transform.bins)
    var correlation = power
    for frame in 0..<count {
      let energy = takePower(of: signal, from: frame, into: &power)
      guard energy > 0 else { continue }
      correlate(power, into: &correlation)
      let scale = Float(1 / energy)
      for lag in 0..<lags { result.elements[lag * count + frame] = correlation[lag] * scale }
    }
    return result
  }

  /// Their mean over all parts: (lags, 1). It takes one inverse transform, as that is linear.
  mutating func mean(of signal: [Float], frames count: Int) -> Matrix {
    let signal = signal + Array(repeating: 0, count: window.count)
    var power = [Float](repeating: 0, count: transform.bins)
    var mean = [Double](repeating: 0, count: power.count)
    for frame in 0..<count {
      let energy = takePower(of: signal, from: frame, into: &power)
      guard energy > 0 else { continue }
      let scale = 1 / (energy * Double(count))
      for k in mean.indices { mean[k] += Double(power[k]) * scale }
    }
    var correlation = power
    correlate(mean.map { Float($0) }, into: &correlation)
    return Matrix(rows: lags, columns: 1, elements: Array(correlation.prefix(lags)))
  }

  /// Takes the power spectrum of a part.
  ///
  /// - Returns: N times the autocorrelation at lag 0 (Parseval).
  private mutating func takePower(
    of signal: [Float], from start: Int, into power: inout [Float]
  ) -> Double {
    let window = window
    let part = signal.span.extracting(start..<(start + window.count))
    var spectrum = power.mutableSpan
    transform.powerSpectrum(of: part, window: window.span, into: &spectrum)
    let last = transform.length.isMultiple(of: 2) ? Double(power[power.count - 1]) : 0
    return 2 * laneSum(of: power.span) { $0 } - Double(power[0]) - last
  }

  /// Takes the autocorrelation, times N, from the power spectrum by the inverse transform; that of a
  /// real and even spectrum is the forward one.
  private mutating func correlate(_ power: [Float], into correlation: inout [Float]) {
    let length = transform.length
    for k in 0..<length { mirrored[k] = power[k < power.count ? k : length - k] }
    let mirrored = mirrored
    var real = correlation.mutableSpan
    transform.cosineSpectrum(of: mirrored.span, into: &real)
  }
}
