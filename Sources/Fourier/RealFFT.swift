internal import CFFTW
internal import Kernels
internal import Synchronization

/// FFTW makes and destroys plans on one thread at a time; executing them is safe anywhere.
private let planner = Mutex(())

/// The discrete Fourier transform of real frames of one length, in single precision.
///
/// X_k = Σ_n x_n·exp(−2πi·kn/N), without a factor. Owns its plan and its buffers, so that a frame
/// costs no allocation. Plans are FFTW's estimates, never measured: equal frames give equal bits in
/// every run.
///
/// The corresponding C functions are `fftwf_plan_dft_r2c_1d` and `fftwf_execute`.
@safe
public struct RealFFT: ~Copyable {
  /// Samples of a frame, N.
  public let length: Int
  private let plan: OpaquePointer
  private let frame: UnsafeMutablePointer<Float>
  private let spectrum: UnsafeMutablePointer<fftwf_complex>

  /// Plans transforms of one length.
  ///
  /// - Parameter length: Samples of a frame, 1 … 2²⁴; fastest with small prime factors.
  public init(length: Int) {
    precondition((1...(1 << 24)).contains(length), "frame length \(length)")
    guard let frame = unsafe fftwf_alloc_real(length),
      let spectrum = unsafe fftwf_alloc_complex(length / 2 + 1)
    else { preconditionFailure("no memory for a frame of \(length) samples") }
    var planned: fftwf_plan?
    planner.withLock { _ in
      unsafe planned = fftwf_plan_dft_r2c_1d(Int32(length), frame, spectrum, FFTW_ESTIMATE)
    }
    guard let plan = unsafe planned else {
      preconditionFailure("FFTW has no plan for \(length) samples")
    }
    self.length = length
    unsafe self.frame = frame
    unsafe self.spectrum = spectrum
    unsafe self.plan = plan
  }

  deinit {
    planner.withLock { _ in unsafe fftwf_destroy_plan(plan) }
    unsafe fftwf_free(frame)
    unsafe fftwf_free(spectrum)
  }

  /// Frequencies of a spectrum, 0 to half the sample rate: N/2 + 1, rounded down.
  public var bins: Int { length / 2 + 1 }

  /// The power spectrum |X_k|² of a windowed frame.
  ///
  /// - Parameters:
  ///   - samples: The frame, (N).
  ///   - window: Weights of the samples, (N).
  ///   - power: Receives |X_k|², (``bins``).
  public mutating func powerSpectrum(
    of samples: Span<Float>, window: Span<Float>, into power: inout MutableSpan<Float>
  ) {
    let (length, bins) = (length, bins)
    var weighted = unsafe UnsafeMutableBufferPointer(start: frame, count: length).mutableSpan
    multiply(samples, window, into: &weighted)
    unsafe fftwf_execute(plan)
    unsafe spectrum.withMemoryRebound(to: Float.self, capacity: 2 * bins) { parts in
      let numbers = unsafe UnsafeBufferPointer(start: parts, count: 2 * bins)
      squareMagnitudes(of: unsafe numbers.span, into: &power)
    }
  }

  /// The spectrum X_k of a frame, without window.
  ///
  /// - Parameters:
  ///   - samples: The frame, (N).
  ///   - real: Receives Re X_k, (``bins``).
  ///   - imaginary: Receives Im X_k, (``bins``).
  public mutating func spectrum(
    of samples: Span<Float>, real: inout MutableSpan<Float>, imaginary: inout MutableSpan<Float>
  ) {
    let (length, bins) = (length, bins)
    precondition(samples.count == length && real.count == bins && imaginary.count == bins)
    for n in 0..<length { unsafe frame[n] = samples[n] }
    unsafe fftwf_execute(plan)
    for k in 0..<bins { (real[k], imaginary[k]) = unsafe spectrum[k] }
  }

  /// The real part of the spectrum of a frame, without window: Σ_n x_n·cos(2πkn/N), all of the
  /// spectrum where x_n = x_{N−n}.
  ///
  /// - Parameters:
  ///   - samples: The frame, (N).
  ///   - real: Receives Re X_k, (``bins``).
  public mutating func cosineSpectrum(
    of samples: Span<Float>, into real: inout MutableSpan<Float>
  ) {
    let (length, bins) = (length, bins)
    precondition(samples.count == length && real.count == bins)
    for n in 0..<length { unsafe frame[n] = samples[n] }
    unsafe fftwf_execute(plan)
    for k in 0..<bins { real[k] = unsafe spectrum[k].0 }
  }
}
