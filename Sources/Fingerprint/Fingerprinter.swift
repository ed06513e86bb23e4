internal import CChromaprint

/// Computes the raw Chromaprint fingerprint of a mono signal that arrives in blocks: one 32-bit
/// word per 0.1238 s, comparable by the Hamming distance of aligned words.
///
/// Algorithm 2 (`CHROMAPRINT_ALGORITHM_DEFAULT`) over the whole signal, from 16-bit samples at the
/// library's own rate, which it then need not resample to. Signals shorter than about 2.6 s have no
/// words. The corresponding C functions are `chromaprint_feed` and `chromaprint_get_raw_fingerprint`.
@safe
public struct Fingerprinter: ~Copyable {
  /// The rate of the signal, in Hz.
  public static let sampleRate = 11025

  private let context: OpaquePointer
  private var block: [Int16] = []

  /// Starts a signal.
  public init() {
    let algorithm = Int32(CHROMAPRINT_ALGORITHM_DEFAULT.rawValue)
    guard let context = unsafe chromaprint_new(algorithm),
      unsafe chromaprint_start(context, Int32(Self.sampleRate), 1) == 1
    else { preconditionFailure("Chromaprint cannot start") }
    unsafe self.context = context
  }

  deinit { unsafe chromaprint_free(context) }

  /// Adds samples.
  ///
  /// - Parameter samples: Mono at ``sampleRate``, full scale ±1; what is louder is clipped.
  public mutating func update(_ samples: Span<Float>) {
    if block.count < samples.count { block = [Int16](repeating: 0, count: samples.count) }
    for i in samples.indices {
      // Added to 1.5·2²³, a number is rounded to a whole one in the lowest bits; `rounded()` is a call.
      let shifted = min(1, max(-1, samples[i])) * 32767 + 12_582_912
      block[i] = Int16(truncatingIfNeeded: shifted.bitPattern)
    }
    // Fails only for want of memory, where the process ends anyhow.
    _ = unsafe chromaprint_feed(context, block, Int32(samples.count))
  }

  /// The fingerprint of all samples added. Ends the computation.
  public consuming func finish() -> [UInt32] {
    guard unsafe chromaprint_finish(context) == 1 else { return [] }
    var words: UnsafeMutablePointer<UInt32>?
    var count: Int32 = 0
    guard unsafe chromaprint_get_raw_fingerprint(context, &words, &count) == 1,
      let words = unsafe words
    else { return [] }
    defer { unsafe chromaprint_dealloc(words) }
    return unsafe Array(UnsafeBufferPointer(start: words, count: Int(count)))
  }
}
