/// What a sound file says about itself: ID3, Vorbis comments, RIFF INFO or MP4 atoms.
///
/// Every text is one line of valid UTF-8 without surrounding space, whatever the file holds; a tag
/// that is missing, not text, or longer than ``longestText`` is the empty text.
public struct AudioTags: Sendable, Equatable, Codable {
  /// The longest text that is taken for one, in bytes of UTF-8.
  public static let longestText = 4096

  /// The song's title.
  public var title: String
  /// Who performs it.
  public var artist: String
  /// The release it is from.
  public var album: String
  /// The genre as the tagger wrote it; ID3v1's numbers are spelled out.
  public var genre: String
  /// The year of release, 1 to 9999; `nil` when not given.
  public var year: Int?

  /// Gathers tags. Texts are made one line; see ``AudioTags``.
  ///
  /// - Parameters:
  ///   - title: The song's title.
  ///   - artist: Who performs it.
  ///   - album: The release it is from.
  ///   - genre: The genre.
  ///   - year: The year of release; outside of 1 to 9999 it is no year.
  public init(
    title: String = "", artist: String = "", album: String = "", genre: String = "",
    year: Int? = nil
  ) {
    self.title = oneLine(title)
    self.artist = oneLine(artist)
    self.album = oneLine(album)
    self.genre = oneLine(genre)
    self.year = year.flatMap { (1...9999).contains($0) ? $0 : nil }
  }
}

/// A text with every run of space and control characters made one space, and none at the ends.
private func oneLine(_ text: String) -> String {
  guard text.utf8.count <= AudioTags.longestText else { return "" }
  let words = text.unicodeScalars.split { scalar in
    scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
  }
  return words.map { String($0) }.joined(separator: " ")
}
