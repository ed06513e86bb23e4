import Artifacts
import AudioFeatures
import Configuration
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-featurize extract")
struct ExtractTests {
  private let songs = [
    (id: "ar_1", samples: noise(2)), (id: "en_2", samples: noise(0.07)),
    (id: "en_3", samples: [Float](repeating: 0, count: 22050)),
  ]

  @Test func `Every clip of every song has a row, which the library computes alike`() throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      let result = try extract("A.h5", to: "features/A.h5", in: folder)
      #expect(result.status == 0, "\(result.messages)")

      let found = try features("features/A.h5", in: folder)
      // 2 s: ⌈(2 − 0.1)/0.05⌉ + 1 = 39 clips; 0.07 s: one, padded; 1 s: 19.
      #expect(found.clips.count == 59)
      #expect(found.songs.ids == ["ar_1", "en_2", "en_3"])
      #expect(try found.songs.label("language") == ["ar", "en", "en"])
      #expect(found.clips.songs[38...40] == [0, 1, 2])
      #expect(found.clips.ids[...2] == ["ar_1@0", "ar_1@0.05002", "ar_1@0.10005"])
      #expect(abs(found.clips.durations[39] - 0.07) < 1e-4)
      #expect(found.axes.map(\.name) == ["statistic"] && found.width == 52 && found.unit == "dB")
      #expect(
        found.quarantine.map(\.songID) == ["x3"]
          && found.provenance.inputs.map(\.path) == ["../A.h5"])

      let settings = try configuration(parsing: mfccSettings, name: "F") {
        try FeatureSettings($0)
      }.settings
      var extractor = try FeatureExtractor(settings, sampleRate: 22050)
      // The last clip of the first song begins 38 hops of 1,103 samples on, and is padded.
      var clip = Array(songs[0].samples[(38 * 1103)...].prefix(2205))
      clip += repeatElement(0, count: 2205 - clip.count)
      let last = try extractor.features(of: clip.span)
      #expect(try found.rows(38..<39).elements == last)
    }
  }

  @Test(arguments: [mfccSettings, "kind: log-mel\nwindow: 0.2\nhop: 0.1"])
  func `The artifact's bytes do not depend on the number of threads`(settings: String) throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      var files: [Data] = []
      for threads in [1, 2, 5] {
        let result = try extract("A.h5", by: settings, to: "F.h5", in: folder, threads: threads)
        #expect(result.status == 0, "\(result.messages)")
        files.append(try Data(contentsOf: folder.appending(path: "F.h5")))
      }
      #expect(files[0] == files[1] && files[0] == files[2])
    }
  }

  @Test(arguments: [0.0, 1.9])
  func `A song with a clip that is not finite is quarantined wholly`(second: Double) throws {
    try withTemporaryDirectory { folder in
      var songs = songs
      songs[0].samples[Int(second * 22050)] = .nan
      songs.insert((id: "ab_0", samples: noise(0.5)), at: 0)
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      let result = try extract("A.h5", to: "F.h5", in: folder, threads: 1)
      #expect(result.status == 0, "\(result.messages)")
      #expect(result.messages.contains("1 quarantined"))

      let found = try features("F.h5", in: folder)
      #expect(found.songs.ids == ["ab_0", "en_2", "en_3"])
      #expect(found.clips.count == 9 + 1 + 19)
      #expect(found.quarantine.map(\.songID) == ["x4", "ar_1"])
      #expect(found.quarantine.map(\.path) == ["x.mp3", "music/ar_1.flac"])
      #expect(found.quarantine.map(\.stage) == ["ingest", "featurize"])
      #expect(found.quarantine[1].reason.contains("not finite"))
      let values = try found.rows(0..<found.clips.count)
      #expect(values.firstNonFiniteRow == nil)

      try writeShard(songs.filter { $0.id != "ar_1" }, to: folder.appending(path: "B.h5"))
      _ = try extract("B.h5", to: "G.h5", in: folder)
      #expect(try features("G.h5", in: folder).rows(0..<29) == values)
    }
  }

  @Test func `A song without a clip is quarantined, and a shard may be empty`() throws {
    try withTemporaryDirectory { folder in
      try writeShard([(id: "en_2", samples: noise(0.07))], to: folder.appending(path: "A.h5"))
      let result = try extract("A.h5", by: mfccSettings + "\ntail: drop", to: "F.h5", in: folder)
      #expect(result.status == 0, "\(result.messages)")
      let found = try features("F.h5", in: folder)
      #expect(found.clips.count == 0 && found.songs.count == 0)
      #expect(found.quarantine.map(\.reason) == ["it is empty", "it is shorter than a window"])

      try writeShard([], to: folder.appending(path: "none.h5"))
      #expect(try extract("none.h5", to: "F.h5", in: folder).status == 0)
    }
  }

  @Test(arguments: [
    ("kind: log-mel\nfmax: 12000", "half the sample rate"), ("kind: log-mel\nbnads: 4", "bands"),
    ("kind: log-mel\nwindow: 0.01", "n_fft"),
  ])
  func `Settings that cannot be used end with status 64 and no artifact`(
    settings: String, word: String
  ) throws {
    try withTemporaryDirectory { folder in
      try writeShard(songs, to: folder.appending(path: "A.h5"))
      let result = try extract("A.h5", by: settings, to: "F.h5", in: folder)
      #expect(result.status == 64 && result.messages.contains(word), "\(result.messages)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "F.h5").path()))
    }
  }

  @Test func `What is not decoded audio is refused`() throws {
    try withTemporaryDirectory { folder in
      #expect(try extract("A.h5", to: "F.h5", in: folder).status == 66)
      try Data("audio".utf8).write(to: folder.appending(path: "A.h5"))
      #expect(try extract("A.h5", to: "F.h5", in: folder).status == 65)
    }
  }
}
