/// Why two songs may not lie in different parts.
public enum LinkReason: Sendable, Hashable, CustomStringConvertible {
  /// Their decoded samples are identical.
  case sameAudio
  /// Their fingerprints agree over a long stretch: re-encodings, excerpts, other speeds.
  case fingerprint
  /// They have one title and one artist, spelling, brackets and guests aside.
  case title
  /// Their lyrics agree in most runs of words.
  case lyrics
  /// They share the value of a catalogue column, by request: artist, album, ….
  case column(String)

  /// The reason as artifacts and messages have it: `same audio`, `fingerprint`, `title and artist`,
  /// `lyrics`, or the column.
  public var description: String {
    switch self {
    case .sameAudio: "same audio"
    case .fingerprint: "fingerprint"
    case .title: "title and artist"
    case .lyrics: "lyrics"
    case .column(let name): name
    }
  }
}

/// Evidence that two songs belong together.
public struct Link: Sendable, Equatable {
  /// Index of the one song, the smaller.
  public let a: Int
  /// Index of the other song.
  public let b: Int
  /// Why they belong together.
  public let reason: LinkReason
  /// How sure that is, in 0 … 1: the share of equal fingerprint bits or lyrics, or 1.
  public let score: Double

  /// Creates a link between two songs.
  public init(_ a: Int, _ b: Int, reason: LinkReason, score: Double) {
    precondition(a != b, "a song needs no link to itself")
    self.a = min(a, b)
    self.b = max(a, b)
    self.reason = reason
    self.score = score
  }
}
