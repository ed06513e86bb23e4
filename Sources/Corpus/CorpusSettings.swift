public import Configuration

/// How the songs of a corpus are found and described: corpus.yaml, but for decoding.
///
/// | key | default | meaning |
/// |---|---|---|
/// | root | "" | the corpus folder, relative to corpus.yaml; `--corpus` goes before it |
/// | audio | required | whether a song needs audio: `required`; `optional`, then lyrics without audio are songs too; `none`, then audio is passed over and every lyrics file is a song |
/// | catalogue | "" | a CSV that lists the songs (columns path, and any of song_id, title, artist, album, lyrics and the labels); the folder is not searched then |
/// | pattern | "" | how files are named; "" takes every file (see ``NamingPattern``) |
/// | id | "" | the identifier, put together from the pattern's fields: `{language}_{number}` |
/// | labels | [] | the columns by which clusters are judged: language, genre |
/// | tags | true | fill an empty title, artist, album and label genre from the files' tags |
/// | metadata.file | "" | a CSV with more about the songs |
/// | metadata.key | "" | its column that says which song a row is of |
/// | metadata.join | path | what that column holds: `path`, `file` (the name without folders), `stem` (the same without extension) or `id` |
/// | metadata.columns | {} | our name: its column, for title, artist, album, lyrics, song_id and labels |
/// | lyrics.folder | "" | where lyrics are, relative to the corpus; "" is beside the audio |
/// | lyrics.pair | none | how they pair with songs: `stem` (same name), `id`, or `none` for no lyrics |
/// | lyrics.extension | txt | of lyrics files |
/// | sampling.songs | 0 | how many songs to draw of each cell; 0 for all |
/// | sampling.by | the labels | the labels whose combinations are the cells |
/// | sampling.seed | 42 | which are drawn |
/// | max_quarantined | 0.05 | the share of songs that may be quarantined before the split refuses |
///
/// The two CSV files are found relative to the corpus, or to corpus.yaml when their path begins with
/// `./` or `../`. A value in the catalogue or the metadata goes before one in the file's name, and that before
/// its tags. In titles, artists and albums from names, underscores are spaces.
public struct CorpusSettings: Sendable {
  /// What the key column of the metadata holds.
  public enum Join: String, Sendable, CaseIterable {
    /// A path relative to the corpus, a file's name, the same without extension, an identifier.
    case path, file, stem, id
  }

  /// Whether a song needs audio.
  public enum Audio: String, Sendable, CaseIterable {
    /// It does; it may have it, or lyrics alone; none has any.
    case required, optional, none
  }

  /// How lyrics pair with songs.
  public enum Pairing: String, Sendable, CaseIterable {
    /// Not at all, by the audio file's name, by the song's identifier.
    case none, stem, id
  }

  /// Names that are not labels.
  private static let texts = ["song_id", "title", "artist", "album", "lyrics"]

  /// The corpus folder, relative to the file; empty when not given.
  public let root: String
  /// Whether a song needs audio.
  public let audio: Audio
  /// A CSV that lists the songs; empty to search the folder.
  public let catalogue: String
  /// How files are named; `nil` takes every file.
  public let pattern: NamingPattern?
  /// How the identifier is put together; `nil` when by the rules.
  public let id: FieldTemplate?
  /// The labels' names.
  public let labels: [String]
  /// Whether tags are read.
  public let readsTags: Bool
  /// A CSV with more about the songs; empty for none.
  public let metadataFile: String
  /// Its column that says which song a row is of.
  public let metadataKey: String
  /// What that column holds.
  public let metadataJoin: Join
  /// Our names and its columns, in the file's order.
  public let metadataColumns: [(name: String, column: String)]
  /// Where lyrics are; empty when beside the audio.
  public let lyricsFolder: String
  /// How they pair with songs.
  public let lyricsPairing: Pairing
  /// The extension of lyrics files, without a dot.
  public let lyricsExtension: String
  /// How many songs to draw of each cell; 0 for all.
  public let songsPerCell: Int
  /// The labels whose combinations are the cells.
  public let cells: [String]
  /// Which are drawn.
  public let seed: Int
  /// The share of songs that may be quarantined.
  public let maximumQuarantined: Double

  /// Reads the file but for its section `decoding`.
  public init(_ section: Section) throws {
    root = try section.text("root", default: "")
    audio = try section.choice("audio", default: .required)
    catalogue = try section.text("catalogue", default: "")
    let pattern = try section.text("pattern", default: "")
    self.pattern =
      try pattern.isEmpty
      ? nil
      : explaining(section, "pattern") { () throws(CorpusError) in try NamingPattern(pattern) }
    let id = try section.text("id", default: "")
    self.id =
      try id.isEmpty
      ? nil : explaining(section, "id") { () throws(CorpusError) in try FieldTemplate(id) }
    labels = try section.texts("labels", default: [])
    readsTags = try section.flag("tags", default: true)

    let metadata = try section.section("metadata")
    metadataFile = try metadata.text("file", default: "")
    metadataKey = try metadata.text("key", default: "")
    metadataJoin = try metadata.choice("join", default: .path)
    let columns = try metadata.section("columns")
    metadataColumns = try columns.keys.map { ($0, try columns.text($0)) }

    let lyrics = try section.section("lyrics")
    lyricsFolder = try lyrics.text("folder", default: "")
    lyricsPairing = try lyrics.choice("pair", default: Pairing.none)
    lyricsExtension = try lyrics.text("extension", default: "txt")

    let sampling = try section.section("sampling")
    songsPerCell = try sampling.integer("songs", default: 0, in: 0...1_000_000)
    cells = try sampling.texts("by", default: labels)
    seed = try sampling.integer("seed", default: 42, in: 0 ... .max)
    maximumQuarantined = try section.real("max_quarantined", default: 0.05, in: 0...1)

    try checkNames(section, metadata: metadata, sampling: sampling)
    try checkFiles(metadata: metadata, lyrics: lyrics)
  }

  /// The values of a file's name that are neither texts, labels nor asked for by `id` would be
  /// lost silently.
  private func checkNames(_ section: Section, metadata: Section, sampling: Section) throws {
    for (index, label) in labels.enumerated() {
      guard isLabel(label) else {
        throw section.error(
          "labels", "holds “\(label)”: a label's name is letters, digits and _, and not taken")
      }
      guard !labels[..<index].contains(label) else {
        throw section.error("labels", "holds \(label) twice")
      }
    }
    let known = Self.texts + labels
    let used = known + ["ext"] + (id?.fields ?? [])
    for field in pattern?.fields ?? [] where !used.contains(field) && !field.hasPrefix("_") {
      throw section.error(
        "pattern",
        "has a field {\(field)} that nothing uses; name it in labels or id, or {_\(field)}")
    }
    for field in id?.fields ?? [] where !(pattern?.fields ?? []).contains(field) {
      throw section.error("id", "uses {\(field)}, which the pattern does not have")
    }
    for (name, _) in metadataColumns where !known.contains(name) {
      throw metadata.error(
        "columns",
        "has \(name), which is neither a label nor one of "
          + known.joined(separator: ", "))
    }
    for label in cells where !labels.contains(label) {
      throw sampling.error("by", "has \(label), which is not among the labels")
    }
    guard catalogue.isEmpty else { return }
    for label in labels {
      let given =
        (pattern?.fields ?? []).contains(label) || metadataColumns.contains { $0.name == label }
        || (label == "genre" && readsTags)
      guard given else {
        throw section.error(
          "labels", "has \(label), which neither the pattern nor metadata.columns gives")
      }
    }
  }

  private func checkFiles(metadata: Section, lyrics: Section) throws {
    guard metadataFile.isEmpty == metadataKey.isEmpty else {
      throw metadata.error(
        metadataFile.isEmpty ? "file" : "key", "is missing: file and key go together")
    }
    guard audio == .required || lyricsPairing != .none || !catalogue.isEmpty else {
      throw lyrics.error(
        "pair", "is none, but audio is \(audio.rawValue): say stem or id, so that lyrics are found")
    }
    guard lyricsFolder.isEmpty || staysInside(lyricsFolder) else {
      throw lyrics.error("folder", "must be a folder inside the corpus, not “\(lyricsFolder)”")
    }
    guard !lyricsExtension.isEmpty, lyricsExtension.allSatisfy({ $0.isLetter || $0.isNumber })
    else {
      throw lyrics.error("extension", "must be letters and digits")
    }
  }

}

/// A mistake in a pattern as an error of the configuration file.
private func explaining<Value>(
  _ section: Section, _ key: String, _ body: () throws(CorpusError) -> Value
) throws -> Value {
  do { return try body() } catch { throw section.error(key, "is wrong: \(error)") }
}
