public import AudioTags
internal import Foundation

/// What a scan found.
public struct Scan: Sendable, Equatable {
  /// The songs.
  public let catalogue: Catalogue
  /// What became no song, and what songs miss, sorted.
  public let unpaired: [Unpaired]
  /// How many files were passed over because they are neither audio nor lyrics.
  public let otherFiles: Int
  /// How many songs the sampling left out.
  public let notSampled: Int
}

/// Makes the catalogue of a corpus.
///
/// - Parameters:
///   - settings: How songs are found and described.
///   - root: The corpus folder.
///   - configurationFolder: Where corpus.yaml is.
///   - readTags: The tags of a file, where they can be read.
/// A file whose name makes no identifier, or one that another file has, is left out and said to be
/// (``Unpaired``): it costs that song alone.
///
/// - Throws: ``CorpusError`` when the folder or a CSV file cannot be read, or no song is found.
public func scan(
  _ settings: CorpusSettings, root: String, configurationFolder: String,
  readTags: (_ path: String) -> AudioTags?
) throws(CorpusError) -> Scan {
  let listing = try FolderListing(of: root)
  var unpaired = listing.unpaired
  var drafts =
    settings.catalogue.isEmpty
    ? foundSongs(listing, settings, &unpaired)
    : try givenSongs(
      listing, settings, &unpaired,
      catalogue: resolved(settings.catalogue, root, configurationFolder))

  var metadata: Metadata?
  if !settings.metadataFile.isEmpty {
    let path = resolved(settings.metadataFile, root, configurationFolder)
    metadata = try Metadata(
      CSVTable(reading: path), name: path, key: settings.metadataKey,
      join: settings.metadataJoin, columns: settings.metadataColumns)
  }
  func describe(_ drafts: inout [Draft]) {
    guard metadata != nil else { return }
    for index in drafts.indices {
      let draft = drafts[index]
      if let row = metadata?.take(
        id: draft.id(settings), file: draft.path, isAudio: draft.hasAudio)
      {
        drafts[index].add(row)
      } else {
        unpaired.append(Unpaired(kind: .audioWithoutRow, name: draft.path))
      }
    }
  }
  describe(&drafts)
  drafts = identified(drafts, settings, &unpaired)
  var words = LyricsFolder(settings, files: listing.files)
  for index in drafts.indices where drafts[index].hasAudio && drafts[index].lyrics.isEmpty {
    drafts[index].lyrics =
      words.take(id: drafts[index].id(settings), audio: drafts[index].path) ?? ""
  }
  if settings.audio != .required, settings.catalogue.isEmpty {
    var unheard = songsOfLyrics(words.takeAll(), settings, &unpaired)
    describe(&unheard)
    drafts = identified(drafts + unheard, settings, &unpaired)
  }
  unpaired += metadata?.left.map { Unpaired(kind: .rowWithoutAudio, name: $0) } ?? []

  var songs: [Song] = []
  for draft in drafts {
    var song = draft.song(
      settings,
      tags: settings.readsTags && draft.hasAudio ? readTags("\(root)/\(draft.path)") : nil)
    if !song.lyrics.isEmpty, !isReadable(song.lyrics, below: root) {
      unpaired.append(Unpaired(kind: .unreadableLyrics, name: song.lyrics))
      song.lyrics = ""
      if !draft.hasAudio { continue }
    }
    if song.lyrics.isEmpty, settings.lyricsPairing != .none {
      unpaired.append(Unpaired(kind: .songWithoutLyrics, name: song.id))
    }
    songs.append(song)
  }
  unpaired += words.left.map { Unpaired(kind: .lyricsWithoutSong, name: $0) }

  let found = try Catalogue(labels: settings.labels, songs: songs)
  let drawn = try found.sampled(
    settings.songsPerCell, by: settings.cells, seed: UInt64(settings.seed))
  guard !drawn.songs.isEmpty else {
    throw CorpusError(
      "\(root) has no songs; \(unpaired.isEmpty ? "" : unpaired.summary[0] + "; ")"
        + "check --corpus and the pattern in corpus.yaml")
  }
  let formats =
    settings.audio == .none ? [] : FolderListing.audio.union(FolderListing.otherAudio)
  let audioFiles = listing.files.count { formats.contains(fileExtension($0)) }
  return Scan(
    catalogue: drawn, unpaired: unpaired.sorted(),
    otherFiles: max(0, listing.files.count - audioFiles - words.count),
    notSampled: found.songs.count - drawn.songs.count)
}

// MARK: - Where songs come from

/// A song as far as it is known: its file, and values by name, without space at their ends.
private struct Draft {
  /// Its audio, or where it has none its lyrics.
  let path: String
  let hasAudio: Bool
  private(set) var values: [String: String] = [:]

  /// Begins with what the file's name says; `nil` when the pattern does not match it.
  init?(_ path: String, hasAudio: Bool = true, _ settings: CorpusSettings) {
    self.path = path
    self.hasAudio = hasAudio
    if !hasAudio { values["lyrics"] = path }
    guard let pattern = settings.pattern else { return }
    guard let found = pattern.match(path) else { return nil }
    let readableNames = ["title", "artist", "album"]
    add(
      Dictionary(
        uniqueKeysWithValues: found.map { name, value in
          (name, readableNames.contains(name) ? readable(value) : value)
        }))
  }

  /// Begins with the path alone.
  init(path: String, hasAudio: Bool = true) {
    self.path = path
    self.hasAudio = hasAudio
  }

  /// The lyrics file that it was given; empty when none.
  var lyrics: String {
    get { values["lyrics"] ?? "" }
    set { values["lyrics"] = newValue }
  }

  /// Takes values that are not empty in place of those it has.
  mutating func add(_ given: [String: String]) {
    for (name, value) in given { add(value, as: name) }
  }

  /// Takes a value that is not empty in place of the one it has.
  mutating func add(_ value: String, as name: String) {
    let value = trimmed(value)
    if !value.isEmpty { values[name] = value }
  }

  /// The identifier: given, put together by `id`, or the path without extension.
  func id(_ settings: CorpusSettings) -> String {
    if let id = values["song_id"] { return id }
    if let id = settings.id, id.fields.allSatisfy({ values[$0] != nil }) {
      return id.filled(values)
    }
    return stem(path)
  }

  func song(_ settings: CorpusSettings, tags: AudioTags?) -> Song {
    var values = values
    if let tags {
      let found = [
        "title": tags.title, "artist": tags.artist, "album": tags.album, "genre": tags.genre,
      ]
      values.merge(found) { given, _ in given }
    }
    let title = values["title"] ?? ""
    return Song(
      id: id(settings), path: hasAudio ? path : "",
      title: title.isEmpty ? readable(stem(lastComponent(path))) : title,
      artist: values["artist"] ?? "", album: values["album"] ?? "", lyrics: values["lyrics"] ?? "",
      labels: settings.labels.map { values[$0] ?? "" })
  }
}

/// Songs found in the folder, described by their names.
private func foundSongs(
  _ listing: FolderListing, _ settings: CorpusSettings, _ unpaired: inout [Unpaired]
) -> [Draft] {
  var drafts: [Draft] = []
  for path in listing.files where settings.audio != .none {
    let type = fileExtension(path)
    if FolderListing.otherAudio.contains(type) {
      unpaired.append(Unpaired(kind: .unsupportedFormat, name: path))
    }
    guard FolderListing.audio.contains(type) else { continue }
    if let draft = Draft(path, settings) {
      drafts.append(draft)
    } else {
      unpaired.append(Unpaired(kind: .unmatchedName, name: path))
    }
  }
  return drafts
}

/// Songs without audio, described by the names of their lyrics.
private func songsOfLyrics(
  _ paths: [String], _ settings: CorpusSettings, _ unpaired: inout [Unpaired]
) -> [Draft] {
  paths.compactMap { path in
    if let draft = Draft(path, hasAudio: false, settings) { return draft }
    unpaired.append(Unpaired(kind: .unmatchedName, name: path))
    return nil
  }
}

/// Songs of a catalogue that the user wrote.
private func givenSongs(
  _ listing: FolderListing, _ settings: CorpusSettings, _ unpaired: inout [Unpaired],
  catalogue name: String
) throws(CorpusError) -> [Draft] {
  let table = try CSVTable(reading: name)
  guard let pathColumn = table.column("path") else {
    throw CorpusError("\(name) has no column path; it must name each song's audio file")
  }
  for label in settings.labels where table.column(label) == nil {
    throw CorpusError("\(name) has no column \(label), which `labels` in corpus.yaml names")
  }
  let files = Set(listing.files)
  let lyricsColumn = settings.audio == .required ? nil : table.column("lyrics")
  let used = Set(Catalogue.columns + settings.labels + (settings.id?.fields ?? []))
  let columns = table.header.enumerated().filter { used.contains($0.element) }
  var mentioned: Set<String> = []
  var drafts: [Draft] = []
  for (row, line) in zip(table.rows, table.lines) {
    let audio = settings.audio == .none ? "" : row[pathColumn]
    let words = lyricsColumn.map { row[$0] } ?? ""
    let hasAudio = words.isEmpty || files.contains(audio)
    let path = hasAudio ? audio : words
    guard staysInside(path) else {
      throw CorpusError(
        "\(name):\(line): the path “\(path)” does not stay inside the corpus folder; it must be "
          + "relative to it, without ..")
    }
    guard mentioned.insert(path).inserted else {
      throw CorpusError("\(name):\(line): a second row for \(path)")
    }
    guard files.contains(path) else {
      unpaired.append(Unpaired(kind: .rowWithoutAudio, name: path))
      continue
    }
    var draft =
      Draft(path, hasAudio: hasAudio, settings) ?? Draft(path: path, hasAudio: hasAudio)
    for (position, name) in columns { draft.add(row[position], as: name) }
    drafts.append(draft)
  }
  unpaired += (settings.audio == .none ? [] : files.subtracting(mentioned))
    .filter { FolderListing.audio.contains(fileExtension($0)) }
    .map { Unpaired(kind: .audioWithoutRow, name: $0) }
  return drafts
}

/// The drafts that have an identifier of their own; the others are left out.
private func identified(
  _ drafts: [Draft], _ settings: CorpusSettings, _ unpaired: inout [Unpaired]
) -> [Draft] {
  var paths: [String: String] = [:]
  paths.reserveCapacity(drafts.count)
  return drafts.sorted { $0.path < $1.path }.filter { draft in
    let id = draft.id(settings)
    if let problem = problem(ofIdentifier: id) {
      unpaired.append(
        Unpaired(kind: .unusableIdentifier, name: draft.path, note: "it \(problem)"))
      return false
    }
    if let other = paths[identityKey(of: id)] {
      unpaired.append(
        Unpaired(kind: .repeatedIdentifier, name: draft.path, note: "that of \(other)"))
      return false
    }
    paths[identityKey(of: id)] = draft.path
    return true
  }
}

/// A CSV file's path: relative to corpus.yaml when it begins with a dot, else to the corpus.
private func resolved(_ path: String, _ root: String, _ configurationFolder: String) -> String {
  if path.hasPrefix("/") { return path }
  return path.hasPrefix("./") || path.hasPrefix("../")
    ? "\(configurationFolder)/\(path)" : "\(root)/\(path)"
}

private func isReadable(_ path: String, below root: String) -> Bool {
  staysInside(path) && (try? lyrics(reading: "\(root)/\(path)")) != nil
}

/// A text without space at its ends.
private func trimmed(_ text: String) -> String {
  // Of most texts the first and last byte tell that there is none; a catalogue has millions.
  func isPlain(_ byte: UInt8?) -> Bool { byte.map { (0x21...0x7e).contains($0) } ?? true }
  return isPlain(text.utf8.first) && isPlain(text.utf8.last)
    ? text : text.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// A name as people write it: underscores are spaces, and there is one between words.
private func readable(_ name: String) -> String {
  name.split { $0 == "_" || $0.isWhitespace }.joined(separator: " ")
}
