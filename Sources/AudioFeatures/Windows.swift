/// What becomes of the end of a song that does not fill a window.
public enum WindowTail: String, CaseIterable, Sendable {
  /// The last window is filled with zeros.
  case pad
  /// The end is left out; a song shorter than the window has no clip.
  case drop
  /// The last window is moved back to end with the song; a song shorter than the window is padded.
  case shift
}

/// One window of a song, in samples.
public struct Clip: Sendable, Equatable {
  /// First sample.
  public let start: Int
  /// Samples of the song, before any padding: 1 … window.
  public let count: Int

  /// The one clip of a song without audio, for features that are not made of audio: without extent.
  public static let withoutAudio = Clip(start: 0, count: 0)
}

/// How songs are cut into clips of equal length.
///
/// Everything is counted in whole samples. With L samples of song, window w and hop h, `pad` and
/// `shift` give N = ⌈(L − w)/h⌉ + 1 clips where L ≥ w and one padded clip where 0 < L < w; `drop`
/// gives N = ⌊(L − w)/h⌋ + 1 where L ≥ w, else none. A clip that would begin at or after the end,
/// which only a hop longer than the window can bring about, is not made.
public struct Windows: Sendable, Equatable {
  /// Samples of a clip, w.
  public let window: Int
  /// Samples from the start of a clip to that of the next, h.
  public let hop: Int
  /// What becomes of the end.
  public let tail: WindowTail

  /// Cuts into windows of whole samples.
  ///
  /// - Parameters:
  ///   - window: Samples of a clip, ≥ 1.
  ///   - hop: Samples from clip to clip, ≥ 1.
  ///   - tail: What becomes of the end.
  public init(window: Int, hop: Int, tail: WindowTail) {
    precondition(window >= 1 && hop >= 1)
    self.window = window
    self.hop = hop
    self.tail = tail
  }

  /// The clips of a song, in order of time.
  ///
  /// - Parameter length: Samples of the song, L ≥ 0.
  public func clips(of length: Int) -> [Clip] {
    guard length > 0, length >= window || tail != .drop else { return [] }
    let excess = max(0, length - window)
    let hops = tail == .drop ? excess / hop : (excess / hop) + (excess % hop == 0 ? 0 : 1)
    return (0...hops).compactMap { index in
      let start = tail == .shift ? min(index * hop, excess) : index * hop
      return start < length ? Clip(start: start, count: min(window, length - start)) : nil
    }
  }
}
