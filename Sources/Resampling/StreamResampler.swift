internal import CSoxr

/// Resamples one mono signal that arrives in blocks, by libsoxr's high quality recipe: linear phase,
/// 20 bits, flat to 0.913 of the lower Nyquist frequency, stop-band from that frequency on (what
/// librosa calls `soxr_hq`).
///
/// The output is aligned with the input and ceil(n · out / in) samples long for n samples. Memory
/// does not grow with the signal. Equal rates pass the samples through unchanged.
/// The corresponding C functions are `soxr_create` and `soxr_process`.
@safe
public struct StreamResampler: ~Copyable {
  /// `nil` when the rates are equal.
  private let resampler: soxr_t?
  private let inputRate: Int
  private let outputRate: Int
  private var consumed = 0
  private var produced = 0
  private var buffer: [Float]

  /// Starts a signal.
  ///
  /// - Parameters:
  ///   - inputRate: In Hz, ≥ 1.
  ///   - outputRate: In Hz, ≥ 1.
  /// - Throws: ``ResamplingError`` when soxr cannot convert between such rates.
  public init(from inputRate: Int, to outputRate: Int) throws(ResamplingError) {
    precondition(inputRate >= 1 && outputRate >= 1, "a sample rate below 1 Hz")
    self.inputRate = inputRate
    self.outputRate = outputRate
    guard inputRate != outputRate else {
      unsafe resampler = nil
      buffer = []
      return
    }
    var problem: soxr_error_t?
    var format = unsafe soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var quality = unsafe soxr_quality_spec(UInt(SOXR_HQ), 0)
    var runtime = unsafe soxr_runtime_spec(1)
    let created = unsafe soxr_create(
      Double(inputRate), Double(outputRate), 1, &problem, &format, &quality, &runtime)
    guard let created = unsafe created, unsafe problem == nil else {
      let words = unsafe problem.map { unsafe String(cString: $0) } ?? "out of memory"
      throw ResamplingError("cannot resample from \(inputRate) to \(outputRate) Hz: \(words)")
    }
    unsafe resampler = created
    buffer = [Float](repeating: 0, count: 16384)
  }

  deinit {
    if let resampler = unsafe resampler { unsafe soxr_delete(resampler) }
  }

  /// Takes the next samples and hands on what is complete.
  ///
  /// - Parameters:
  ///   - input: Mono samples.
  ///   - emit: Receives output samples in order, in none, one or several pieces.
  /// - Throws: What `emit` throws, or ``ResamplingError``.
  public mutating func process(
    _ input: Span<Float>, emit: (Span<Float>) throws -> Void
  ) throws {
    consumed += input.count
    guard unsafe resampler != nil else {
      produced += input.count
      return try emit(input)
    }
    var start = 0
    while true {
      let (taken, made) = try step(input, from: start)
      start += taken
      if made > 0 { try hand(made, to: emit) }
      if start == input.count && made < buffer.count { return }
    }
  }

  /// Ends the signal: hands on the rest, so that the length is exact. Another signal may follow.
  ///
  /// The corresponding C function is `soxr_clear`.
  ///
  /// - Parameter emit: As for ``process(_:emit:)``.
  public mutating func finish(emit: (Span<Float>) throws -> Void) throws {
    defer { (consumed, produced) = (0, 0) }
    guard let resampler = unsafe resampler else { return }
    let expected = resampledCount(consumed, from: inputRate, to: outputRate)
    while produced < expected {
      let made = min(try step(nil), expected - produced)
      guard made > 0 else { break }
      try hand(made, to: emit)
    }
    if produced < expected { for i in buffer.indices { buffer[i] = 0 } }
    while produced < expected { try hand(min(buffer.count, expected - produced), to: emit) }
    if let problem = unsafe soxr_clear(resampler) {
      throw ResamplingError("resampling failed: \(unsafe String(cString: problem))")
    }
  }

  /// All of a signal, resampled. Another signal may follow.
  ///
  /// - Parameter signal: Mono samples.
  /// - Throws: ``ResamplingError``.
  public mutating func resample(_ signal: Span<Float>) throws -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(resampledCount(signal.count, from: inputRate, to: outputRate))
    func append(_ piece: Span<Float>) {
      unsafe piece.withUnsafeBufferPointer { unsafe result.append(contentsOf: $0) }
    }
    try process(signal, emit: append)
    try finish(emit: append)
    return result
  }

  private mutating func hand(_ count: Int, to emit: (Span<Float>) throws -> Void) rethrows {
    produced += count
    try emit(buffer.span.extracting(0..<count))
  }

  /// One call of soxr; no input means the end of it.
  private mutating func step(
    _ input: Span<Float>?, from start: Int = 0
  ) throws(ResamplingError) -> (taken: Int, made: Int) {
    var taken = 0
    var made = 0
    let capacity = buffer.count
    let problem = unsafe buffer.withUnsafeMutableBufferPointer { output in
      guard let input else {
        return unsafe soxr_process(
          resampler, nil, 0, nil, output.baseAddress, capacity, &made)
      }
      return unsafe input.extracting(start..<input.count).withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return nil }
        return unsafe soxr_process(
          resampler, base, source.count, &taken, output.baseAddress, capacity, &made)
      }
    }
    if let problem = unsafe problem {
      throw ResamplingError("resampling failed: \(unsafe String(cString: problem))")
    }
    return (taken, made)
  }

  private mutating func step(_ end: Span<Float>?) throws(ResamplingError) -> Int {
    try step(end, from: 0).made
  }
}

/// The length of a resampled signal: ceil(n · out / in), in exact arithmetic.
///
/// - Parameters:
///   - count: n, samples of the input, ≥ 0.
///   - inputRate: In Hz, ≥ 1.
///   - outputRate: In Hz, ≥ 1.
public func resampledCount(_ count: Int, from inputRate: Int, to outputRate: Int) -> Int {
  precondition(count >= 0 && inputRate >= 1 && outputRate >= 1)
  let whole = count / inputRate * outputRate
  let rest = count % inputRate * outputRate
  return whole + (rest + inputRate - 1) / inputRate
}
