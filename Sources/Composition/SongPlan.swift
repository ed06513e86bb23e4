/// What a song's file holds: a song, or one of the faults that users' folders have.
public enum Condition: Sendable, Equatable {
  /// A whole song.
  case whole
  /// No bytes at all.
  case empty
  /// The first half of the file's bytes.
  case truncated
  /// A text under a sound file's name.
  case text
  /// Nothing but digital silence.
  case silent
  /// Three seconds.
  case short
  /// The same recording as the song with this id, encoded anew.
  case copy(of: String)
}

/// The kind of a sound file.
public enum Container: String, CaseIterable, Sendable {
  case flac, ogg, mp3, wav
}

/// How a song's sound is stored.
public struct Encoding: Sendable, Equatable {
  /// The kind of file, which is also its name's extension.
  public let container: Container
  /// In Hz.
  public let sampleRate: Int
  /// 1 or 2.
  public let channels: Int
}

/// How a song's words are stored.
public enum LyricsFile: Sendable, Equatable {
  /// There are none.
  case missing
  /// A text file, with or without the stanzas' names and with this line break.
  case text(marked: Bool, lineBreak: String)
}

/// What one song of a corpus is to be.
public struct SongPlan: Sendable, Equatable {
  /// The language and a number: `ar_0017`.
  public let id: String
  /// The title, which is also the chorus’s hook.
  public let title: Title
  /// Who sings.
  public let artist: Artist
  /// The release it is on.
  public let album: String
  /// The language it is sung in.
  public let language: Language
  /// The genre, which decides most of its music.
  public let genre: Genre
  /// The year of release.
  public let year: Int
  /// How its sound is stored.
  public let encoding: Encoding
  /// How its words are stored.
  public let lyricsFile: LyricsFile
  /// What is wrong with its file, if anything.
  public let condition: Condition
  /// Which lines of the language's pool it takes.
  public let lyricsDeal: LyricsDeal
  /// Whether the file's name has the title in Latin letters.
  let latinName: Bool

  /// The sound file's name: id and title, with underscores for spaces.
  public var fileName: String {
    let title = (latinName ? title.latin : title.text).split(separator: " ").joined(separator: "_")
    return "\(id)_\(title.filter { $0 != "/" && $0 != "'" }).\(encoding.container.rawValue)"
  }

  /// The text file's name.
  public var lyricsName: String { "\(id).txt" }
}
