import AudioTags
import Configuration
import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Scanning a corpus") struct ScanTests {
  /// Makes files and scans them.
  private func scanned(
    _ yaml: String, _ files: [String: String], at folder: URL
  ) throws -> Scan {
    for (path, content) in files {
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: file)
    }
    return try scan(settings(yaml), root: folder.path, configurationFolder: folder.path) {
      try? AudioTags(reading: $0)
    }
  }

  private func settings(_ yaml: String) throws -> CorpusSettings {
    try configuration(parsing: yaml, name: "corpus.yaml", CorpusSettings.init).settings
  }

  private func unpaired(_ scan: Scan, _ kind: Unpaired.Kind) -> [String] {
    scan.unpaired.filter { $0.kind == kind }.map(\.name)
  }

  @Test func `A folder is described by its names`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        """
        pattern: "{language}/{genre}/{artist} - {title}.{ext}"
        labels: [language, genre]
        """,
        [
          "Hindi/Pop/Asha_B - Dil_Se.mp3": "", "Spanish/Rock/Los X - Ay.FLAC": "",
          "Spanish/notes.txt": "", ".hidden/a - b.mp3": "", "Spanish/Rock/odd.ogg": "",
          "Hindi/Pop/x - y.m4a": "",
        ], at: folder)
      #expect(
        scan.catalogue.songs == [
          Song(
            id: "Hindi/Pop/Asha_B - Dil_Se", path: "Hindi/Pop/Asha_B - Dil_Se.mp3",
            title: "Dil Se", artist: "Asha B", labels: ["Hindi", "Pop"]),
          Song(
            id: "Spanish/Rock/Los X - Ay", path: "Spanish/Rock/Los X - Ay.FLAC", title: "Ay",
            artist: "Los X", labels: ["Spanish", "Rock"]),
        ])
      #expect(unpaired(scan, .unmatchedName) == ["Spanish/Rock/odd.ogg"])
      #expect(unpaired(scan, .unsupportedFormat) == ["Hindi/Pop/x - y.m4a"])
      #expect(scan.otherFiles == 1)
    }
  }

  @Test func `Without a pattern every audio file is a song`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned("", ["b/two_words.mp3": "", "a.wav": ""], at: folder)
      #expect(scan.catalogue.songs.map(\.id) == ["a", "b/two_words"])
      #expect(scan.catalogue.songs.map(\.title) == ["a", "two words"])
    }
  }

  @Test func `Identifiers are put together and pair lyrics`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        """
        pattern: "{language}_{number}_{title}.{ext}"
        id: "{language}_{number}"
        labels: [language]
        lyrics: {pair: id}
        """,
        [
          "ar_0017_Ya_Leil.mp3": "", "ar_0017.txt": "words", "ar_0018_B.mp3": "",
          "ar_0099.txt": "nobody's",
        ], at: folder)
      #expect(scan.catalogue.songs.map(\.id) == ["ar_0017", "ar_0018"])
      #expect(scan.catalogue.songs.map(\.title) == ["Ya Leil", "B"])
      #expect(scan.catalogue.songs.map(\.lyrics) == ["ar_0017.txt", ""])
      #expect(unpaired(scan, .songWithoutLyrics) == ["ar_0018"])
      #expect(unpaired(scan, .lyricsWithoutSong) == ["ar_0099.txt"])
      #expect(scan.otherFiles == 0)
    }
  }

  @Test func `Without audio every lyrics file is a song, described like audio of its name`() throws
  {
    let files = [
      "words/a.txt": "a", "words/b.txt": "b", "words/bad.txt": "\u{0}", "a.mp3": "", "c.mp3": "",
      "about.csv": "file,artist\na.mp3,Ana\nb.mp3,Bo\nz.mp3,Zoe\n",
    ]
    let yaml = """
      metadata: {file: about.csv, key: file, join: file, columns: {artist: artist}}
      lyrics: {folder: words, pair: stem}
      """
    try withTemporaryDirectory { folder in
      let none = try scanned("audio: none\n" + yaml, files, at: folder)
      #expect(
        none.catalogue.songs == [
          Song(id: "words/a", path: "", title: "a", artist: "Ana", lyrics: "words/a.txt"),
          Song(id: "words/b", path: "", title: "b", artist: "Bo", lyrics: "words/b.txt"),
        ])
      #expect(unpaired(none, .unreadableLyrics) == ["words/bad.txt"])
      #expect(unpaired(none, .rowWithoutAudio) == ["z.mp3"])

      let optional = try scanned("audio: optional\n" + yaml, files, at: folder)
      #expect(optional.catalogue.songs.map(\.id) == ["a", "c", "words/b"])
      #expect(optional.catalogue.songs.map(\.path) == ["a.mp3", "c.mp3", ""])
      #expect(optional.catalogue.songs.map(\.lyrics) == ["words/a.txt", "", "words/b.txt"])
      #expect(unpaired(optional, .songWithoutLyrics) == ["c"])

      let required = try scanned(yaml, files, at: folder)
      #expect(required.catalogue.songs.map(\.id) == ["a", "c"])
      #expect(unpaired(required, .lyricsWithoutSong) == ["words/b.txt", "words/bad.txt"])
    }
  }

  @Test func `A catalogue may list lyrics without audio`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        "{catalogue: songs.csv, audio: optional}",
        [
          "songs.csv": "song_id,path,lyrics\ns1,a.mp3,a.txt\ns2,,b.txt\ns3,no.mp3,\n",
          "a.mp3": "", "a.txt": "a", "b.txt": "b",
        ], at: folder)
      #expect(scan.catalogue.songs.map(\.id) == ["s1", "s2"])
      #expect(scan.catalogue.songs.map(\.path) == ["a.mp3", ""])
      #expect(scan.catalogue.songs.map(\.lyrics) == ["a.txt", "b.txt"])
      #expect(unpaired(scan, .rowWithoutAudio) == ["no.mp3"])
    }
  }

  @Test func `Songs without audio need lyrics that can be found`() throws {
    let error = #expect(throws: ConfigurationError.self) { try settings("audio: none") }
    #expect(error?.description.contains("lyrics.pair") == true)
  }

  @Test(arguments: ["stem", "id"])
  func `Lyrics pair in a folder of their own, flat or like the audio's`(pair: String) throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        "lyrics: {folder: words, pair: \(pair)}",
        ["x.mp3": "", "d/y.mp3": "", "words/x.txt": "x", "words/d/y.txt": "y"], at: folder)
      #expect(scan.catalogue.songs.map(\.lyrics) == ["words/d/y.txt", "words/x.txt"])
      #expect(scan.unpaired.isEmpty)
    }
  }

  @Test func `Lyrics that are not text are reported and not used`() throws {
    try withTemporaryDirectory { folder in
      try Data([0xff, 0xfe, 0x41]).write(to: folder.appending(path: "a.txt"))
      let scan = try scanned("lyrics: {pair: stem}", ["a.mp3": ""], at: folder)
      #expect(scan.catalogue.songs.map(\.lyrics) == [""])
      #expect(unpaired(scan, .unreadableLyrics) == ["a.txt"])
      #expect(unpaired(scan, .songWithoutLyrics) == ["a"])
    }
  }

  @Test(arguments: [
    ("path", "in/a.mp3"), ("file", "a.mp3"), ("stem", "a"), ("id", "in/a"),
  ])
  func `Metadata joins by what its key holds`(join: String, key: String) throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        """
        labels: [genre]
        metadata: {file: about.csv, key: Key, join: \(join), columns: {title: Name, genre: Style}}
        """,
        [
          "in/a.mp3": "", "b.mp3": "",
          "about.csv": "Key,Name,Style\n\(key),\"A, the first\",Pop\nmissing,C,Rock\n",
        ], at: folder)
      #expect(scan.catalogue.songs.map(\.title) == ["b", "A, the first"])
      #expect(scan.catalogue.songs.map(\.labels) == [[""], ["Pop"]])
      #expect(unpaired(scan, .rowWithoutAudio) == ["missing"])
      #expect(unpaired(scan, .audioWithoutRow) == ["b.mp3"])
    }
  }

  @Test func `A catalogue that is given lists the songs`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        "{catalogue: ./mine.csv, labels: [genre]}",
        [
          "x/a.mp3": "", "b.mp3": "",
          "mine.csv": "path,song_id,genre,note\nx/a.mp3,first,Pop,n\ngone.mp3,second,Rock,n\n",
        ], at: folder)
      #expect(scan.catalogue.songs.map(\.id) == ["first"])
      #expect(scan.catalogue.songs.map(\.labels) == [["Pop"]])
      #expect(unpaired(scan, .rowWithoutAudio) == ["gone.mp3"])
      #expect(unpaired(scan, .audioWithoutRow) == ["b.mp3"])
    }
  }

  @Test func `A row goes before the name, and space at its ends does not count`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        """
        catalogue: mine.csv
        pattern: "{genre}/{number}_{title}.{ext}"
        id: "{number}"
        labels: [genre]
        """,
        [
          "Pop/01_A.mp3": "", "Pop/02_B.mp3": "",
          "mine.csv": "path,title,genre\nPop/01_A.mp3, Ay ,Rock \nPop/02_B.mp3,,\n",
        ], at: folder)
      #expect(scan.catalogue.songs.map(\.id) == ["01", "02"])
      #expect(scan.catalogue.songs.map(\.title) == ["Ay", "B"])
      #expect(scan.catalogue.songs.map(\.labels) == [["Rock"], ["Pop"]])
    }
  }

  @Test(arguments: ["../a.mp3", "/etc/passwd", "x/../../a.mp3", "./a.mp3", "x//a.mp3", ""])
  func `A catalogue's paths stay inside the corpus`(path: String) throws {
    try withTemporaryDirectory { folder in
      _ = #expect(throws: CorpusError.self) {
        try scanned(
          "catalogue: mine.csv", ["mine.csv": "path,title\n\(path),t\n", "a.mp3": ""], at: folder)
      }
    }
  }

  @Test func `An identifier that another song has costs the later file, and names both`() throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned(
        "lyrics: {pair: stem}",
        ["a.mp3": "", "a.flac": "", "A.wav": "", "b.mp3": "", "a.txt": "words"],
        at: folder)
      #expect(scan.catalogue.songs.map(\.path) == ["A.wav", "b.mp3"])
      #expect(unpaired(scan, .repeatedIdentifier) == ["a.flac", "a.mp3"])
      #expect(scan.unpaired.table.rows.contains { $0.contains("that of A.wav") })
    }
  }

  @Test(arguments: [
    String(repeating: "n", count: 220), "line\nfeed", "tab\tin it", "delete\u{7f}",
  ])
  func `A name that makes no identifier costs its song`(name: String) throws {
    try withTemporaryDirectory { folder in
      let scan = try scanned("", ["\(name).mp3": "", "b.mp3": ""], at: folder)
      #expect(scan.catalogue.songs.map(\.id) == ["b"])
      #expect(unpaired(scan, .unusableIdentifier) == ["\(name).mp3"])
      #expect(!scan.unpaired.summary[0].utf8.contains { $0 < 32 })
      let table = try CSVTable(parsing: Array(scan.unpaired.table.text.utf8), name: "unpaired.csv")
      #expect(table.rows.map { $0[1] } == ["\(name).mp3"])
    }
  }

  @Test func `Loops of links end, pipes are reported, links to files are followed`() throws {
    try withTemporaryDirectory { folder in
      let manager = FileManager.default
      try manager.createDirectory(
        at: folder.appending(path: "in"), withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: "in/a.mp3"))
      try manager.createSymbolicLink(
        atPath: folder.appending(path: "in/loop").path, withDestinationPath: folder.path)
      try manager.createSymbolicLink(
        atPath: folder.appending(path: "b.mp3").path, withDestinationPath: "in/a.mp3")
      try manager.createSymbolicLink(
        atPath: folder.appending(path: "broken.mp3").path, withDestinationPath: "nowhere")
      #expect(unsafe mkfifo(folder.appending(path: "pipe.mp3").path, 0o600) == 0)
      let scan = try scan(settings("tags: false"), root: folder.path, configurationFolder: "") {
        _ in
        nil
      }
      #expect(scan.catalogue.songs.map(\.path) == ["b.mp3", "in/a.mp3"])
      #expect(unpaired(scan, .repeatedFolder) == ["in/loop"])
      #expect(unpaired(scan, .notAFile) == ["broken.mp3", "pipe.mp3"])
    }
  }

  @Test func `A folder without songs, or none, is an error`() throws {
    try withTemporaryDirectory { folder in
      #expect(throws: CorpusError.self) { try scanned("", ["readme.txt": ""], at: folder) }
      #expect(throws: CorpusError.self) {
        try scan(settings(""), root: folder.path + "/none", configurationFolder: "") { _ in
          nil
        }
      }
    }
  }

  @Test func `Sampling draws as many of each cell, the same at each scan`() throws {
    let songs = (0..<60).map { Song(id: "s\($0)", path: "s\($0).mp3", labels: ["g\($0 % 3)"]) }
    let catalogue = try Catalogue(labels: ["genre"], songs: songs)
    let drawn = try catalogue.sampled(5, by: ["genre"], seed: 1)
    for genre in ["g0", "g1", "g2"] {
      #expect(drawn.songs.count { $0.labels == [genre] } == 5)
    }
    #expect(try catalogue.sampled(5, by: ["genre"], seed: 1) == drawn)
    #expect(try catalogue.sampled(5, by: ["genre"], seed: 2) != drawn)
    let smaller = try Catalogue(labels: ["genre"], songs: songs.filter { $0.id != "s59" })
    let again = try smaller.sampled(5, by: ["genre"], seed: 1)
    #expect(drawn.songs.count { !again.songs.contains($0) } <= 1)
  }
}
