internal import CLoudness

/// Measures integrated loudness (EBU R 128, ITU-R BS.1770-4: K-weighted, gated at −70 LUFS and at
/// −10 LU relative) of a signal that arrives in blocks.
///
/// The corresponding C functions are those of libebur128.
@safe
public struct LoudnessMeter: ~Copyable {
  /// What silence, and whatever is gated away altogether, measures, in LUFS: the absolute gate.
  public static let floor = -70.0
  /// The channel counts that can be measured.
  public static let channels = 1...64
  /// The sample rates that can be measured, in Hz.
  public static let sampleRates = 16...2_822_400

  private var state: UnsafeMutablePointer<ebur128_state>?
  private let channels: Int

  /// Starts a signal. Channels are weighted as left, right, centre, unused (LFE) and surrounds,
  /// in this order.
  ///
  /// - Parameters:
  ///   - sampleRate: In Hz, within ``sampleRates``.
  ///   - channels: Within ``channels``.
  public init(sampleRate: Int, channels: Int) {
    precondition(Self.channels.contains(channels) && Self.sampleRates.contains(sampleRate))
    let mode = Int32(EBUR128_MODE_I.rawValue)
    guard let state = unsafe ebur128_init(UInt32(channels), UInt(sampleRate), mode) else {
      preconditionFailure("out of memory")
    }
    unsafe self.state = state
    self.channels = channels
  }

  deinit {
    var state = unsafe state
    unsafe ebur128_destroy(&state)
  }

  /// Adds samples.
  ///
  /// - Parameter interleaved: Whole frames, full scale ±1, finite.
  public mutating func update(_ interleaved: Span<Float>) {
    precondition(interleaved.count.isMultiple(of: channels), "a part of a frame")
    unsafe interleaved.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      _ = unsafe ebur128_add_frames_float(state, base, buffer.count / channels)
    }
  }

  /// Integrated loudness of all samples added, in LUFS, ≥ ``floor``.
  public func integrated() -> Double {
    var loudness = -Double.infinity
    _ = unsafe ebur128_loudness_global(state, &loudness)
    return loudness.isFinite ? max(Self.floor, loudness) : Self.floor
  }
}
