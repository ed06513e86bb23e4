/// One song of a catalogue.
public struct Song: Sendable, Equatable {
  /// The identifier, unique in the catalogue whatever the case of its letters.
  public var id: String
  /// The audio file, relative to the corpus; empty when there is none.
  public var path: String
  /// The title.
  public var title: String
  /// Who performs it; empty when unknown.
  public var artist: String
  /// The release it is from; empty when unknown.
  public var album: String
  /// The file that holds its lyrics, relative to the corpus; empty when there is none.
  public var lyrics: String
  /// The value of each label of the catalogue, empty when unknown.
  public var labels: [String]

  /// Gathers a song.
  public init(
    id: String, path: String, title: String = "", artist: String = "", album: String = "",
    lyrics: String = "", labels: [String] = []
  ) {
    self.id = id
    self.path = path
    self.title = title
    self.artist = artist
    self.album = album
    self.lyrics = lyrics
    self.labels = labels
  }
}

/// The songs of a corpus, in order of their identifiers.
public struct Catalogue: Sendable, Equatable {
  /// The columns of songs.csv that come before the labels.
  public static let columns = ["song_id", "path", "title", "artist", "album", "lyrics"]

  /// Names that tables of songs use already, and labels cannot have.
  static let reservedNames: Set<String> = [
    "song_id", "path", "title", "artist", "album", "lyrics", "ext", "codec", "sample_rate",
    "channels", "bit_depth", "duration", "samples", "peak", "loudness", "silence", "file_sha256",
    "audio_sha256", "clip_id", "song", "start", "part", "group", "text",
  ]

  /// The labels' names.
  public let labels: [String]
  /// The songs, sorted by identifier.
  public let songs: [Song]

  /// Sorts and checks songs.
  ///
  /// - Throws: ``CorpusError`` naming a label that cannot be one, two songs of one identifier, or one whose identifier
  ///   cannot be one (see ``problem(ofIdentifier:)``), or whose path leaves the corpus.
  public init(labels: [String], songs: [Song]) throws(CorpusError) {
    for (index, label) in labels.enumerated() {
      guard isLabel(label), !labels[..<index].contains(label) else {
        throw CorpusError(
          "“\(label)” cannot name a label: it is taken, given twice, or not of letters, digits and _"
        )
      }
    }
    for song in songs {
      if let problem = problem(ofIdentifier: song.id) {
        throw CorpusError(
          "\(song.path): the identifier “\(song.id.prefix(40))” \(problem); it must have 1 to "
            + "\(longestIdentifier) bytes and no control characters")
      }
      for path in [song.path, song.lyrics] where !path.isEmpty && !staysInside(path) {
        throw CorpusError("\(song.id): the path \(path) leaves the corpus folder")
      }
      precondition(song.labels.count == labels.count, "a song with other labels")
    }
    let sorted = songs.sorted { $0.id < $1.id }
    var seen = Dictionary<String, Int>(minimumCapacity: sorted.count)
    for (place, song) in sorted.enumerated() {
      if let other = seen.updateValue(place, forKey: identityKey(of: song.id)) {
        throw CorpusError(
          "\(sorted[other].path) and \(song.path) have the same identifier, \(song.id); rename one, or "
            + "let `id` in corpus.yaml tell them apart")
      }
    }
    self.labels = labels
    self.songs = sorted
  }
}

// MARK: - songs.csv

extension Catalogue {
  /// Reads a catalogue as ``table`` gives it.
  ///
  /// - Throws: ``CorpusError`` naming file and line.
  public init(reading path: String) throws(CorpusError) {
    let table = try CSVTable(reading: path)
    guard table.header.starts(with: Catalogue.columns) else {
      throw CorpusError(
        "\(path) must begin with the columns \(Catalogue.columns.joined(separator: ", "))")
    }
    let labels = Array(table.header.dropFirst(Catalogue.columns.count))
    do {
      try self.init(
        labels: labels,
        songs: table.rows.map { row in
          Song(
            id: row[0], path: row[1], title: row[2], artist: row[3], album: row[4],
            lyrics: row[5], labels: Array(row.dropFirst(Catalogue.columns.count)))
        })
    } catch {
      throw CorpusError("\(path): \(error)")
    }
  }

  /// The catalogue as a table: ``columns``, then the labels; one row per song.
  public var table: CSVTable { Self.table(of: songs, labels: labels) }

  static func table(of songs: [Song], labels: [String]) -> CSVTable {
    CSVTable(
      header: Catalogue.columns + labels,
      rows: songs.map { song in
        [song.id, song.path, song.title, song.artist, song.album, song.lyrics] + song.labels
      })
  }
}

/// The most bytes of an identifier: with a suffix it is the name of a file.
private let longestIdentifier = 200

/// Why a text cannot be a song's identifier, to follow it in a sentence; `nil` when it can.
func problem(ofIdentifier id: String) -> String? {
  if id.isEmpty { return "is empty" }
  if id.utf8.count > longestIdentifier { return "is longer than \(longestIdentifier) bytes" }
  return id.utf8.contains { $0 < 32 || $0 == 127 } ? "holds a control character" : nil
}

/// What is the same for identifiers that count as the same: some file systems ignore case.
func identityKey(of id: String) -> String { id.lowercased() }

/// Whether a label can have this name.
func isLabel(_ name: String) -> Bool {
  !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    && !Catalogue.reservedNames.contains(name)
}

/// Whether a relative path names something below the folder it is relative to.
func staysInside(_ path: String) -> Bool {
  !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0)
    && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && $0 != "." && $0 != ".."
    }
}
