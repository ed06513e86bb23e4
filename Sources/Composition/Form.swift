/// What a section of a song is for.
public enum SectionKind: String, Sendable {
  case intro, verse, chorus, bridge, solo, outro
}

/// A section of a song.
public struct FormSection: Sendable, Equatable {
  /// What it is for.
  public let kind: SectionKind
  /// Its first bar, from 0.
  public let start: Int
  /// Number of bars.
  public let bars: Int
}

/// The sections of a song, in order and without gaps.
public struct Form: Sendable, Equatable {
  /// The sections.
  public let sections: [FormSection]

  /// Number of bars.
  public var bars: Int { sections.last.map { $0.start + $0.bars } ?? 0 }

  /// Lays sections end to end.
  init(_ parts: [(kind: SectionKind, bars: Int)]) {
    var start = 0
    sections = parts.map { part in
      defer { start += part.bars }
      return FormSection(kind: part.kind, start: start, bars: part.bars)
    }
  }
}

extension Form {
  /// Songs last about a minute: this is their length in seconds without the last chord's ringing.
  static let duration: ClosedRange<Double> = 45...74

  /// The forms of a genre that last about a minute at the tempo; never none within the genre's
  /// range of tempos.
  static func all(of genre: Genre, tempo: Double) -> [Form] {
    all(of: genre).filter { duration.contains(Double($0.bars) * 240 / tempo) }
  }

  /// A genre's forms, of which some are also another's.
  private static func all(of genre: Genre) -> [Form] {
    let verseChorus = [
      Form([(.intro, 4), (.verse, 8), (.chorus, 8), (.verse, 8), (.chorus, 8), (.outro, 2)]),
      Form([(.intro, 2), (.verse, 4), (.chorus, 8), (.verse, 4), (.chorus, 8), (.outro, 2)]),
    ]
    switch genre {
    case .pop:
      return verseChorus + [
        Form([(.intro, 2), (.verse, 8), (.chorus, 8), (.bridge, 4), (.chorus, 8), (.outro, 2)]),
        Form([(.chorus, 8), (.verse, 8), (.chorus, 8), (.outro, 2)]),
      ]
    case .rock:
      return verseChorus + [
        Form([(.intro, 4), (.verse, 8), (.chorus, 8), (.solo, 8), (.chorus, 8), (.outro, 4)]),
        Form([(.intro, 4), (.verse, 8), (.chorus, 8), (.solo, 4), (.chorus, 8), (.outro, 2)]),
        Form([(.intro, 4), (.verse, 8), (.chorus, 4), (.solo, 4), (.chorus, 4), (.outro, 4)]),
      ]
    case .hipHop:
      return [
        verseChorus[1],
        Form([(.intro, 2), (.verse, 8), (.chorus, 4), (.verse, 8), (.chorus, 4), (.outro, 2)]),
        Form([(.chorus, 4), (.verse, 8), (.chorus, 4), (.verse, 4), (.chorus, 4)]),
        Form([(.intro, 2), (.verse, 8), (.chorus, 8), (.outro, 2)]),
        Form([(.intro, 2), (.verse, 8), (.chorus, 4), (.bridge, 4), (.chorus, 4)]),
      ]
    }
  }
}
