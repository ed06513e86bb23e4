import Artifacts
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-featurize extract, of words")
struct WordsTests {
  /// A shard of songs of so many seconds of audio, 0 for none.
  private func writeShard(_ songs: [(id: String, seconds: Double, words: String)], to url: URL)
    throws
  {
    let path = url.path(percentEncoded: false)
    try AudioArtifact.write(
      to: path, Provenance(of: path, configuration: "", inputs: []), sampleRate: 22050
    ) { writer in
      for song in songs {
        let samples = noise(song.seconds)
        try writer.append(samples.span)
        try writer.endSong(fingerprint: [])
      }
      let table = Table([
        .init("song_id", songs.map(\.id)), .init("path", songs.map { "\($0.id).wav" }),
        .init("lyrics", songs.map(\.words)), .init("duration", songs.map(\.seconds)),
      ])
      return (songs: try Songs(table, labels: []), quarantine: [])
    }
  }

  private let songs = [
    (id: "a", seconds: 0.25, words: "[Chorus]\nla la\nla la"), (id: "b", seconds: 0.1, words: ""),
    (id: "c", seconds: 0.0, words: "गाना और song"), (id: "d", seconds: 0.1, words: "[Intro]"),
  ]

  @Test func `Terms keep the words, one vector for all clips of a song`() throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      let settings = "kind: tfidf\nwindow: 0.1\nhop: 0.1"
      let result = try extract("A.h5", by: settings, to: "F.h5", in: folder)
      #expect(result.status == 0, "\(result.messages)")
      let found = try features("F.h5", in: folder)
      #expect(found.clips.ids == ["a@0", "a@0.1", "a@0.2", "c@0"])
      #expect(found.clips.durations[3] == 0)
      #expect(try found.songs.table.texts("text") == ["la la\nla la", "गाना और song"])
      #expect(try found.rows(0..<4).elements == [11, 4, 2, 11, 4, 2, 11, 4, 2, 10, 3, 1])
      #expect(found.quarantine.map(\.songID) == ["b", "d"])
      #expect(found.quarantine.map(\.reason) == ["it has no lyrics", "it has no lyrics"])
    }
  }

  @Test func `Statistics of scripts need audio only where time counts`() throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      var kept: [[String]] = []
      for more in ["", "\nwords_per_minute: false"] {
        let result = try extract(
          "A.h5", by: "kind: script-statistics" + more, to: "F.h5", in: folder)
        #expect(result.status == 0, "\(result.messages)")
        kept.append(try features("F.h5", in: folder).songs.ids)
      }
      #expect(kept == [["a"], ["a", "c"]])
    }
  }

  @Test func `An encoder's vectors are of the songs that have lyrics`() throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      let settings = "kind: transformer\nfolder: \(fixture("text/bert"))\ntokens: 32"
      let result = try extract("A.h5", by: settings, to: "F.h5", in: folder)
      #expect(result.status == 0, "\(result.messages)")
      let found = try features("F.h5", in: folder)
      #expect(found.songs.ids == ["a", "c"] && found.width == 24)
      #expect(found.provenance.inputs.contains { $0.path.hasSuffix("bert/model.safetensors") })
      let none = try extract("A.h5", by: "kind: transformer\nfolder: none", to: "G.h5", in: folder)
      #expect(none.status == 64 && none.messages.contains("config.json"))
    }
  }

  @Test func `Windows of lyrics keep their vectors, as many as a song's words fill`() throws {
    try withTemporaryDirectory { folder in
      let long = [String](repeating: "love moon", count: 9).joined(separator: " ")
      try writeShard(
        [(id: "a", seconds: 0.25, words: "love"), (id: "b", seconds: 0.1, words: "")],
        to: folder.appending(path: "A.h5"))
      try writeShard(
        [(id: "c", seconds: 0.0, words: long), (id: "d", seconds: 0.1, words: "the sea")],
        to: folder.appending(path: "B.h5"))
      // Eight tokens fit between first and last.
      let settings = "kind: transformer\nfolder: \(fixture("text/bert"))\ntokens: 10\nlong: "
      for shard in ["A", "B"] {
        let result = try extract(
          "\(shard).h5", by: settings + "separate\nwindows: 4", to: "F/\(shard).h5", in: folder)
        #expect(result.status == 0, "\(result.messages)")
      }
      let gathered = try run(
        "cantus-featurize", ["gather", "--output", "F.h5", "F/A.h5", "F/B.h5"], in: folder)
      #expect(gathered.status == 0, "\(gathered.messages)")
      let found = try features("F.h5", in: folder)
      #expect(found.songs.ids == ["a", "c", "d"] && found.windows == [1, 3, 1])
      #expect(found.axes.map(\.name) == ["window", "statistic"])
      #expect(found.description.windows == 4 && found.description.windowShape == [24])
      let rows = try found.rows(0..<3)
      for (row, count) in [1, 3, 1].enumerated() {
        #expect(rows.row(row)[..<(24 * count)].allSatisfy { $0 != 0 })
        #expect(rows.row(row)[(24 * count)...].allSatisfy { $0 == 0 })
      }
      #expect(try extract("B.h5", by: settings + "truncate", to: "G.h5", in: folder).status == 0)
      let cut = try features("G.h5", in: folder)
      #expect(cut.windows == nil)
      #expect(try cut.rows(0..<1).row(0) == Array(rows.row(1)[..<24]))
      let refused = try extract(
        "A.h5", by: (settings + "separate").replacing("transformer", with: "descriptor-words"),
        to: "W.h5", in: folder)
      #expect(refused.status == 64 && refused.messages.contains("a sentence has one vector"))
    }
  }

  @Test func `A label that is called as what windows are counted by is not lost`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "A.h5").path(percentEncoded: false)
      try AudioArtifact.write(
        to: path, Provenance(of: path, configuration: "", inputs: []), sampleRate: 22050
      ) { writer in
        try writer.endSong(fingerprint: [])
        let table = Table([
          .init("song_id", ["a"]), .init("path", [""]), .init("lyrics", ["love"]),
          .init("windows", ["two"]),
        ])
        return (songs: try Songs(table, labels: ["windows"]), quarantine: [])
      }
      let settings = "kind: transformer\nfolder: \(fixture("text/bert"))\ntokens: 32\nlong: "
      let refused = try extract("A.h5", by: settings + "separate", to: "F.h5", in: folder)
      #expect(refused.status == 64 && refused.messages.contains("a label is called windows"))
      #expect(try extract("A.h5", by: settings + "windows", to: "F.h5", in: folder).status == 0)
    }
  }

  @Test func `Descriptors in words bring the vectors of all sentences`() throws {
    try withTemporaryDirectory { folder in
      try writeShard(
        [(id: "a", seconds: 4, words: ""), (id: "b", seconds: 0, words: "la")],
        to: folder.appending(path: "A.h5"))
      let settings = """
        kind: descriptor-words
        window: 2
        hop: 2
        folder: \(fixture("text/bert"))
        tokens: 32
        """
      let result = try extract("A.h5", by: settings, to: "F/A.h5", in: folder)
      #expect(result.status == 0, "\(result.messages)")
      let gathered = try run(
        "cantus-featurize", ["gather", "--output", "F.h5", "F/A.h5"], in: folder)
      #expect(gathered.status == 0, "\(gathered.messages)")
      let found = try features("F.h5", in: folder)
      #expect(found.clips.count == 2 && found.width == 4 && found.songs.ids == ["a"])
      #expect(found.sentences?.texts.count == 81 && found.sentences?.vectors.columns == 24)
    }
  }

  @Test func `Metadata that would tell a label are refused unless they are to`() throws {
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "A.h5")
      let path = url.path(percentEncoded: false)
      try AudioArtifact.write(
        to: path, Provenance(of: path, configuration: "", inputs: []), sampleRate: 22050
      ) { writer in
        for _ in 0..<2 { try writer.endSong(fingerprint: []) }
        let table = Table([
          .init("song_id", ["a", "b"]), .init("path", ["", ""]), .init("title", ["Sol", ""]),
          .init("artist", ["Ana", ""]), .init("genre", ["pop", ""]),
        ])
        return (songs: try Songs(table, labels: ["genre"]), quarantine: [])
      }
      let plain = try extract("A.h5", by: "kind: metadata", to: "F.h5", in: folder)
      #expect(plain.status == 0, "\(plain.messages)")
      let found = try features("F.h5", in: folder)
      #expect(found.songs.ids == ["a"] && found.quarantine.map(\.reason) == ["it has no metadata"])
      let told = "kind: metadata\none_hot: {genre: 3}"
      let refused = try extract("A.h5", by: told, to: "G.h5", in: folder)
      #expect(refused.status == 64 && refused.messages.contains("genre"), "\(refused.messages)")
      #expect(try extract("A.h5", by: told + "\ntold: [genre]", to: "G.h5", in: folder).status == 0)
      let missing = try extract(
        "A.h5", by: "kind: metadata\nnumbers: [year]", to: "G.h5", in: folder)
      #expect(missing.status == 64 && missing.messages.contains("no column year"))
    }
  }

  @Test func `A song without audio has no features of sound`() throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      #expect(try extract("A.h5", to: "F.h5", in: folder).status == 0)
      let found = try features("F.h5", in: folder)
      #expect(found.songs.ids == ["a", "b", "d"])
      #expect(found.quarantine.map(\.reason) == ["it has no audio"])
    }
  }
}
