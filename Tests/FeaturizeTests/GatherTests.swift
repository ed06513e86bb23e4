import Artifacts
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-featurize gather")
struct GatherTests {
  private let songs = [
    (id: "d", samples: noise(0.4, seed: 4)), (id: "a", samples: noise(0.7, seed: 1)),
    (id: "c", samples: noise(0.3, seed: 3)), (id: "b", samples: noise(0.2, seed: 2)),
    (id: "broken", samples: [.nan]),
  ]

  /// Extracts each group of songs as a shard, and gathers them.
  private func gather(_ groups: [[Int]], to output: String, in folder: URL) throws {
    var shards: [String] = []
    for (number, group) in groups.enumerated() {
      try writeShard(group.map { songs[$0] }, to: folder.appending(path: "\(number).h5"))
      shards.append("\(output).\(number).h5")
      let result = try extract("\(number).h5", to: shards[number], in: folder)
      #expect(result.status == 0, "\(result.messages)")
    }
    let result = try run("cantus-featurize", ["gather", "--output", output] + shards, in: folder)
    #expect(result.status == 0, "\(result.messages)")
  }

  @Test func `Features are in order of song id, however songs were divided`() throws {
    try withTemporaryDirectory { folder in
      try gather([[0, 1, 2, 3, 4]], to: "one.h5", in: folder)
      try gather([[4, 3], [], [2, 0], [1]], to: "many.h5", in: folder)
      let one = try features("one.h5", in: folder)
      let many = try features("many.h5", in: folder)
      #expect(one.songs.ids == ["a", "b", "c", "d"])
      #expect(one.clips.songs == one.clips.songs.sorted())
      #expect(one.clips.ids.first == "a@0" && one.clips.count == 13 + 3 + 5 + 7)
      #expect(one.songs == many.songs)
      #expect(one.clips == many.clips)
      #expect(one.quarantine.map(\.songID) == ["broken", "x5"])
      #expect(many.quarantine.map(\.songID) == ["broken", "x0", "x1", "x2", "x2"])
      #expect(one.axes == many.axes && one.unit == many.unit)
      let count = one.clips.count
      #expect(try one.rows(0..<count) == many.rows(0..<count))

      // Song b's features are those of its own shard.
      let alone = try features("many.h5.0.h5", in: folder)
      #expect(try one.rows(13..<16) == alone.rows(0..<3))
    }
  }

  @Test func `Shards may be named in any order`() throws {
    try withTemporaryDirectory { folder in
      try gather([[0, 1], [2]], to: "F.h5", in: folder)
      let result = try run(
        "cantus-featurize", ["gather", "--output", "G.h5", "F.h5.1.h5", "F.h5.0.h5"], in: folder)
      #expect(result.status == 0)
      let files = try ["F.h5", "G.h5"].map { try Data(contentsOf: folder.appending(path: $0)) }
      #expect(files[0] == files[1])
    }
  }

  @Test func `Shards of audio in different folders are of different corpora, and refused`() throws {
    try withTemporaryDirectory { folder in
      for (corpus, song) in [("one", songs[0]), ("two", songs[1])] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: corpus), withIntermediateDirectories: true)
        try writeShard([song], to: folder.appending(path: "\(corpus)/A.h5"))
        _ = try extract("\(corpus)/A.h5", to: "\(corpus)/F.h5", in: folder)
      }
      let result = try run(
        "cantus-featurize", ["gather", "--output", "G.h5", "one/F.h5", "two/F.h5"], in: folder)
      #expect(result.status == 65 && result.messages.contains("one corpus"), "\(result.messages)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "G.h5").path()))
    }
  }

  @Test func `Shards of other settings, with the same song, or without clips are refused`() throws {
    try withTemporaryDirectory { folder in
      try writeShard([songs[0]], to: folder.appending(path: "A.h5"))
      try writeShard([songs[4]], to: folder.appending(path: "B.h5"))
      _ = try extract("A.h5", to: "F1.h5", in: folder)
      _ = try extract("A.h5", to: "F2.h5", in: folder)
      _ = try extract("A.h5", by: mfccSettings + "\ncoefficients: 12", to: "F3.h5", in: folder)
      _ = try extract("B.h5", to: "F4.h5", in: folder)
      for (shards, word) in [
        (["F1.h5", "F2.h5"], "twice"), (["F1.h5", "F3.h5"], "different settings"),
        (["F4.h5"], "none of the songs"), (["F1.h5", "A.h5"], "cantus.features/1"),
      ] {
        let result = try run(
          "cantus-featurize", ["gather", "--output", "G.h5"] + shards, in: folder)
        #expect(result.status == 65 && result.messages.contains(word), "\(result.messages)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "G.h5").path()))
      }
    }
  }
}
