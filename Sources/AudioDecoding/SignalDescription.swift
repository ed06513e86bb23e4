internal import Digest
internal import Kernels

/// What is computed of a decoded signal while it passes.
struct SignalDescription: ~Copyable {
  private var digest = SHA256()
  private var silence: SilenceMeter
  private var samples = 0

  init(sampleRate: Int) {
    silence = SilenceMeter(sampleRate: sampleRate)
  }

  mutating func update(_ block: Span<Float>) {
    samples += block.count
    unsafe digest.update(block.bytes)
    silence.update(block)
  }

  /// Ends the computation.
  consuming func finish() -> (samples: Int, silence: Double, digest: String) {
    (samples, silence.share, digest.finish())
  }
}

/// Measures the share of a signal that is silent: windows of 50 ms, end to end, whose root mean
/// square is below −60 dBFS.
struct SilenceMeter {
  private let window: Int
  private var energy = 0.0
  private var filled = 0
  private var silent = 0
  private var total = 0

  init(sampleRate: Int) { window = sampleRate / 20 }

  mutating func update(_ block: Span<Float>) {
    var start = 0
    while start < block.count {
      let end = min(block.count, start + window - filled)
      energy += sumOfSquares(block.extracting(start..<end))
      filled += end - start
      start = end
      if filled == window { close() }
    }
  }

  /// The share, 0 to 1; 1 for no signal at all. The last window may be shorter.
  var share: Double {
    var closed = self
    closed.close()
    return closed.total == 0 ? 1 : Double(closed.silent) / Double(closed.total)
  }

  private mutating func close() {
    if energy < 1e-6 * Double(filled) { silent += filled }
    total += filled
    energy = 0
    filled = 0
  }
}
