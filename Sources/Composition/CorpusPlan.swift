internal import Randomness

/// Plans a corpus: for every language and genre `songsPerCell` whole songs, and besides five faulty
/// files and one song that is there twice.
///
/// Neither ids nor kinds of file, sample rates or voices tell a genre.
///
/// - Parameters:
///   - seed: The same seed gives the same plan.
///   - songsPerCell: Number of whole songs to a language and genre, 1 to 500.
/// - Returns: The songs in order of id.
public func corpusPlan(seed: UInt64, songsPerCell: Int) -> [SongPlan] {
  precondition((1...500).contains(songsPerCell))
  return Language.allCases.sorted { $0.rawValue < $1.rawValue }.flatMap { language in
    languagePlan(language, seed: seed, songsPerCell: songsPerCell)
  }
}

/// A song before it has a number.
private struct Draft {
  let genre: Genre
  /// The song's number among those of its language and genre.
  let ordinal: Int
  let condition: Condition
  var encoding: Encoding
  /// Whether it is the song that is there twice.
  var isOriginal = false
}

private func languagePlan(_ language: Language, seed: UInt64, songsPerCell: Int) -> [SongPlan] {
  var generator = Generator(seed: seed, stream: "plan/\(language.rawValue)")
  var drafts: [Draft] = []
  for (row, genre) in Genre.allCases.enumerated() {
    for ordinal in 0..<songsPerCell {
      drafts.append(
        Draft(
          genre: genre, ordinal: ordinal, condition: .whole,
          encoding: encoding(ordinal: ordinal, row: row, language: language)))
    }
  }
  for (genre, condition, encoding) in faults(language) {
    drafts.append(
      Draft(genre: genre, ordinal: songsPerCell, condition: condition, encoding: encoding))
  }
  if language == .english {
    drafts[songsPerCell].isOriginal = true
  }
  generator.shuffle(&drafts)

  // One Arabic and one Spanish song has no words beside it.
  let wordless =
    [.arabic, .spanish].contains(language)
    ? drafts.firstIndex { $0.condition == .whole } : nil

  var titles = language.lyrics.titles
  generator.shuffle(&titles)
  var albums: [String: String] = [:]
  var plans: [SongPlan] = []
  var original: SongPlan?
  for (number, draft) in drafts.enumerated() {
    let title = numbered(titles[number % titles.count], number / titles.count)
    let artist = performer(draft, of: language, songsPerCell: songsPerCell)
    let album = albums[artist.name] ?? title.text
    albums[artist.name] = album
    let plan = SongPlan(
      id: identifier(language, number + 1), title: title, artist: artist, album: album,
      language: language, genre: draft.genre, year: 1994 + generator.integer(below: 31),
      encoding: draft.encoding,
      lyricsFile: lyricsFile(missing: number == wordless, using: &generator),
      condition: draft.condition,
      lyricsDeal: LyricsDeal(verse: draft.ordinal, chorus: number, seed: seed),
      latinName: generator.chance(0.5))
    if draft.isOriginal { original = plan }
    plans.append(plan)
  }
  if let original { plans.append(copy(of: original, number: plans.count + 1)) }
  return plans
}

private func identifier(_ language: Language, _ number: Int) -> String {
  let digits = String(number)
  return language.rawValue + "_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

/// A title for the second time is another title: “Part 2”.
private func numbered(_ title: Title, _ round: Int) -> Title {
  guard round > 0 else { return title }
  return Title("\(title.text) \(round + 1)", latin: "\(title.latin) \(round + 1)")
}

/// The two artists of a genre take turns; the last rock song is by a pop artist.
private func performer(_ draft: Draft, of language: Language, songsPerCell: Int) -> Artist {
  let crosses = draft.genre == .rock && draft.ordinal == songsPerCell - 1 && songsPerCell > 1
  return crosses ? language.artists(.pop)[1] : language.artists(draft.genre)[draft.ordinal % 2]
}

/// Kinds of file take turns so that each genre and language has all; most sound is at 44,100 Hz.
private func encoding(ordinal: Int, row: Int, language: Language) -> Encoding {
  let column = Language.allCases.firstIndex(of: language) ?? 0
  let forms: [(rate: Int, channels: Int)] = [
    (44_100, 2), (48_000, 2), (44_100, 2), (44_100, 2), (22_050, 1), (44_100, 2), (48_000, 2),
    (44_100, 1), (44_100, 2), (32_000, 2), (44_100, 2),
  ]
  let form = forms[(5 * ordinal + 3 * row + 7 * column) % forms.count]
  let containers = Container.allCases
  return Encoding(
    container: containers[(ordinal + row + column) % containers.count], sampleRate: form.rate,
    channels: form.channels)
}

/// The faulty files of a language.
private func faults(_ language: Language) -> [(Genre, Condition, Encoding)] {
  func stored(_ container: Container) -> Encoding {
    Encoding(container: container, sampleRate: 44_100, channels: 2)
  }
  return switch language {
  case .arabic: [(.pop, .empty, stored(.ogg))]
  case .english: [(.hipHop, .truncated, stored(.flac))]
  case .hindi: [(.hipHop, .text, stored(.mp3)), (.pop, .silent, stored(.wav))]
  case .spanish: [(.rock, .short, stored(.mp3))]
  }
}

/// Most songs have their words beside them, more than half of these with the stanzas' names.
private func lyricsFile(missing: Bool, using generator: inout Generator) -> LyricsFile {
  let marked = generator.chance(0.6)
  let lineBreak = generator.chance(0.1) ? "\r\n" : "\n"
  return missing ? .missing : .text(marked: marked, lineBreak: lineBreak)
}

/// The same recording under another id, with its tags spelled otherwise and in another kind of file.
private func copy(of song: SongPlan, number: Int) -> SongPlan {
  let containers = Container.allCases
  let next = (containers.firstIndex(of: song.encoding.container) ?? 0) + 1
  return SongPlan(
    id: identifier(song.language, number),
    title: Title(
      song.title.text.lowercased() + " (single version)",
      latin: song.title.latin.lowercased() + " (single)"),
    artist: Artist(name: song.artist.name.uppercased(), voice: song.artist.voice),
    album: "Collected Singles", language: song.language, genre: song.genre, year: song.year + 1,
    encoding: Encoding(
      container: containers[next % containers.count], sampleRate: song.encoding.sampleRate,
      channels: song.encoding.channels),
    lyricsFile: .text(marked: false, lineBreak: "\n"), condition: .copy(of: song.id),
    lyricsDeal: song.lyricsDeal, latinName: true)
}
