/// What is sung in a section.
public struct Stanza: Sendable, Equatable {
  /// What the section is for.
  public let kind: SectionKind
  /// The lines, each without a line break.
  public let lines: [String]
}

/// The words of a song: a stanza for each section that is sung.
public struct Lyrics: Sendable, Equatable {
  /// The stanzas, in the order of the song.
  public let stanzas: [Stanza]

  /// The words as a text file has them, stanzas apart by an empty line.
  ///
  /// - Parameters:
  ///   - marked: Whether each stanza is under its name: `[Verse 1]`, `[Chorus]`.
  ///   - lineBreak: What ends each line.
  public func text(marked: Bool, lineBreak: String) -> String {
    var verse = 0
    let blocks = stanzas.map { stanza in
      if stanza.kind == .verse { verse += 1 }
      let name =
        stanza.kind.rawValue.prefix(1).uppercased() + stanza.kind.rawValue.dropFirst()
        + (stanza.kind == .verse ? " \(verse)" : "")
      return (marked ? ["[\(name)]"] : []) + stanza.lines
    }
    return blocks.map { $0.map { $0 + lineBreak }.joined() }.joined(separator: lineBreak)
  }
}

/// Which lines of a language's pool a song takes, so that songs share as few as can be.
public struct LyricsDeal: Sendable, Equatable {
  /// The song's number among those of its language and genre.
  let verse: Int
  /// The song's number among those of its language.
  let chorus: Int
  /// The seed of the order in which lines are dealt.
  let seed: UInt64
}
