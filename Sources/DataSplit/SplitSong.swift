/// What splitting knows of a song: its identity and metadata, never its features.
public struct SplitSong: Sendable, Equatable {
  /// The song's unique identifier.
  public var id: String
  /// SHA-256 of the decoded audio, hexadecimal; empty when unknown.
  public var audioDigest: String
  /// Chromaprint values of the whole song, about eight a second; empty when unknown.
  public var fingerprint: [UInt32]
  /// The song's lyrics; empty when unknown.
  public var lyrics: String
  /// The catalogue's columns by name: artist, album, language, genre, …; empty where unknown.
  public var columns: [String: String]

  /// Creates a song.
  public init(
    id: String, audioDigest: String = "", fingerprint: [UInt32] = [], lyrics: String = "",
    columns: [String: String] = [:]
  ) {
    self.id = id
    self.audioDigest = audioDigest
    self.fingerprint = fingerprint
    self.lyrics = lyrics
    self.columns = columns
  }
}

/// Why a split cannot be made, in one sentence.
public struct SplitError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Wraps a sentence.
  public init(_ description: String) { self.description = description }
}
