/// Something in a corpus that became no song, or a song that misses something.
public struct Unpaired: Sendable, Equatable, Comparable {
  /// What is the matter.
  public enum Kind: String, Sendable, CaseIterable {
    /// A song for which there are no lyrics.
    case songWithoutLyrics = "song without lyrics"
    /// A lyrics file for which there is no song.
    case lyricsWithoutSong = "lyrics without song"
    /// A lyrics file that is not UTF-8 text of at most 1 MiB.
    case unreadableLyrics = "lyrics that are not UTF-8 text of at most 1 MiB"
    /// A row of the catalogue or the metadata whose audio file is not there.
    case rowWithoutAudio = "row without audio"
    /// An audio file that the catalogue (then it is left out) or the metadata does not mention.
    case audioWithoutRow = "audio without row"
    /// An audio file whose name the pattern does not match; it is left out.
    case unmatchedName = "name that does not match the pattern"
    /// An audio file from whose name no identifier can be made; it is left out.
    case unusableIdentifier = "identifier that cannot be one"
    /// An audio file whose identifier another has, whatever the case of its letters; the first of
    /// them by path is a song, the others are left out.
    case repeatedIdentifier = "identifier that another song has"
    /// Audio in a format that is not decoded; it is left out.
    case unsupportedFormat = "format that is not supported"
    /// A pipe, device or broken link with an audio file's name; it is left out.
    case notAFile = "not an ordinary file"
    /// A name that is not UTF-8; it is left out.
    case unreadableName = "name that is not UTF-8"
    /// A folder that cannot be listed; it is left out.
    case unreadableFolder = "folder that cannot be read"
    /// A folder that was listed already under another name, by a link; it is left out.
    case repeatedFolder = "folder that is linked twice"
  }

  /// What is the matter.
  public let kind: Kind
  /// The song's identifier, or the path below the corpus.
  public let name: String
  /// What else is to be said, for instance which other song is meant; empty for nothing.
  public let note: String

  init(kind: Kind, name: String, note: String = "") {
    self.kind = kind
    self.name = name
    self.note = note
  }

  /// In the order of kinds, then of names.
  public static func < (a: Self, b: Self) -> Bool {
    let order = Kind.allCases
    return a.kind == b.kind
      ? a.name < b.name
      : (order.firstIndex(of: a.kind) ?? 0) < (order.firstIndex(of: b.kind) ?? 0)
  }
}

extension [Unpaired] {
  /// All of them as a table: kind, name, note.
  public var table: CSVTable {
    CSVTable(
      header: ["kind", "name", "note"],
      rows: sorted().map { [$0.kind.rawValue, $0.name, $0.note] })
  }

  /// One line per kind: how many, and the first three names, with their notes.
  public var summary: [String] {
    Unpaired.Kind.allCases.compactMap { kind in
      let these = filter { $0.kind == kind }.sorted()
      guard !these.isEmpty else { return nil }
      let first = these.prefix(3).map {
        oneLine($0.note.isEmpty ? $0.name : "\($0.name): \($0.note)")
      }
      let more = these.count > 3 ? "; …" : ""
      return "\(kind.rawValue): \(these.count) (\(first.joined(separator: "; "))\(more))"
    }
  }
}

/// A text whose control characters are visible, and which is not longer than a line may be.
private func oneLine(_ text: String) -> String {
  let visible = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "\u{fffd}" : "\($0)" }
  return visible.count > 120 ? visible.prefix(119).joined() + "…" : visible.joined()
}
