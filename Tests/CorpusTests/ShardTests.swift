import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Shards") struct ShardTests {
  private func catalogue(_ count: Int) throws -> Catalogue {
    try Catalogue(
      labels: [], songs: (0..<count).map { Song(id: "song \($0)", path: "\($0).mp3") })
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test(arguments: [
    (1, 1), (15, 1), (16, 4), (1000, 4), (1001, 8), (2000, 8), (2001, 16), (1_000_000, 4096),
  ])
  func `Their number follows the catalogue's size`(songs: Int, shards: Int) {
    #expect(shardCount(songs: songs) == shards)
  }

  @Test func `A song's shard is fixed for ever`() {
    #expect((0..<6).map { shard(of: "song \($0)", among: 7) } == [4, 6, 6, 0, 5, 6])
  }

  @Test func `Every song is in exactly one shard`() throws {
    try withTemporaryDirectory { folder in
      let all = try catalogue(100)
      let changes = try all.writeShards(to: folder.path, root: "/none", count: 7)
      #expect(changes.written.count == 7)
      let songs = try names(in: folder).flatMap {
        try Catalogue(reading: folder.appending(path: $0).path).songs
      }
      #expect(songs.sorted { $0.id < $1.id } == all.songs)
    }
  }

  @Test func `Only shards that change are written`() throws {
    try withTemporaryDirectory { folder in
      _ = try catalogue(100).writeShards(to: folder.path, root: "/none", count: 4)
      let changes = try catalogue(101).writeShards(to: folder.path, root: "/none", count: 4)
      #expect(changes.written == ["00\(shard(of: "song 100", among: 4)).csv"])
      #expect(changes.kept.count == 3)
      let none = try catalogue(101).writeShards(to: folder.path, root: "/none", count: 4)
      #expect(none.written.isEmpty && none.removed.isEmpty)
    }
  }

  @Test func `Shards that are gone are removed, and nothing else`() throws {
    try withTemporaryDirectory { folder in
      try Data().write(to: folder.appending(path: "notes.csv"))
      _ = try catalogue(100).writeShards(to: folder.path, root: "/none", count: 4)
      let changes = try catalogue(100).writeShards(to: folder.path, root: "/none", count: 1)
      #expect(changes.removed == ["001.csv", "002.csv", "003.csv"])
      #expect(try names(in: folder) == ["000.csv", "notes.csv"])
    }
  }

  @Test func `A file that was replaced has its shard written anew, once`() throws {
    try withTemporaryDirectory { folder in
      let songs = try Catalogue(labels: [], songs: [Song(id: "a", path: "a.mp3")])
      let audio = folder.appending(path: "a.mp3")
      try Data().write(to: audio)
      let shards = folder.appending(path: "songs").path
      func written() throws -> [String] {
        try songs.writeShards(to: shards, root: folder.path, count: 1).written
      }
      func age(_ path: String, by seconds: Double) throws {
        // File systems count changes in steps of some milliseconds.
        Thread.sleep(forTimeInterval: 0.02)
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: path)
      }
      #expect(try written() == ["000.csv"])
      try age(shards + "/000.csv", by: 60)
      #expect(try written() == ["000.csv"], "the audio is newer")
      #expect(try written() == [], "now the shard is")
      try age(audio.path, by: 3600)
      #expect(try written() == ["000.csv"], "an older file in its place is another file")
      try age(audio.path, by: -3600)
      #expect(try written() == ["000.csv"], "a file from the future too")
      #expect(try written() == [], "but not for ever")
    }
  }

  @Test(arguments: ["", "a\u{7}b", String(repeating: "x", count: 201)])
  func `An identifier is a short line`(id: String) {
    #expect(throws: CorpusError.self) {
      try Catalogue(labels: [], songs: [Song(id: id, path: "a.mp3")])
    }
  }

  @Test func `A catalogue of other columns is refused`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "songs.csv").path
      try Data("path,song_id\na,b\n".utf8).write(to: URL(filePath: path))
      #expect(throws: CorpusError.self) { try Catalogue(reading: path) }
    }
  }
}
