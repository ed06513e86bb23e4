import Artifacts
import Foundation
import TestSupport
import Testing

@Suite("cantus-featurize extract, of words")
struct WordsTests {
  /// A shard of songs of so many seconds of audio, 0 for none.
  private func writeShard(_ songs: [(id: String, seconds: Double, words: String)], to url: URL) throws {
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
      #expect(try found.rows(0..<4).elements == [11, 4, 2, 11, 4, 2, 11, 4, 2, 12, 3, 1])
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
