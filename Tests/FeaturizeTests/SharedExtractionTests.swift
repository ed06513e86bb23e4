import Artifacts
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("cantus-featurize extract, several sets at once")
struct SharedExtractionTests {
  /// Sets that share clips and frames, clips alone, and nothing.
  private let sets = [
    "mel": "kind: log-mel\nwindow: 0.2\nhop: 0.1\nbands: 40",
    "mfcc": "kind: mfcc-statistics\nwindow: 0.2\nhop: 0.1\nbands: 40",
    "spectral": "kind: statistics\nof: [spectral, mfcc]\nwindow: 0.2\nhop: 0.1\nbands: 20",
    "short": "kind: log-mel\nwindow: 0.2\nhop: 0.1\nbands: 20\nn_fft: 1024\nhop_length: 300",
    "long": "kind: mfcc-mean\nwindow: 0.5\nhop: 0.5\nbands: 40",
    "lyrics": "kind: external\nwindow: 0.5\nhop: 0.5\nfile: v.npy\nids: ids.csv",
  ]
  private let songs = [
    (id: "a", samples: noise(1)), (id: "b", samples: [.nan]),
    (id: "c", samples: noise(0.7, seed: 2)),
  ]

  private func write(to folder: URL) throws {
    for (name, yaml) in sets {
      try Data(yaml.utf8).write(to: folder.appending(path: "\(name).yaml"))
    }
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    let text = Array(header.utf8) + repeatElement(0x20, count: 117 - header.count) + [0x0a]
    let values: [Float] = [1, 2, 3, 4, 5, 6]
    let elements = values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    let preamble = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0]
    try Data(preamble + text + elements).write(to: folder.appending(path: "v.npy"))
    try Data("song_id\nc\na\n".utf8).write(to: folder.appending(path: "ids.csv"))
    try writeShard(songs, to: folder.appending(path: "A.h5"))
  }

  private func extract(
    _ names: [String], to output: String, in folder: URL, threads: Int
  ) throws -> ProgramResult {
    try run(
      "cantus-featurize",
      ["extract", "--audio", "A.h5", "--threads", "\(threads)"]
        + names.flatMap { ["--configuration", "\($0).yaml", "--output", "\(output)/\($0).h5"] },
      in: folder)
  }

  @Test func `Each set has the bytes that it has alone`() throws {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      let names = sets.keys.sorted()
      let together = try extract(names, to: "together", in: folder, threads: 2)
      #expect(together.status == 0, "\(together.messages)")
      for name in names {
        let alone = try extract([name], to: "alone", in: folder, threads: 1)
        #expect(alone.status == 0, "\(alone.messages)")
        let files = try ["together", "alone"].map {
          try Data(contentsOf: folder.appending(path: "\($0)/\(name).h5"))
        }
        #expect(files[0] == files[1], "\(name)")
      }
    }
  }

  @Test func `A vector of a user's is that of the clip's song; a song without one is quarantined`()
    throws
  {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      #expect(try extract(["lyrics"], to: "F", in: folder, threads: 2).status == 0)
      let found = try features("F/lyrics.h5", in: folder)
      #expect(found.clips.ids == ["a@0", "a@0.5", "c@0", "c@0.5"])
      #expect(try found.rows(0..<4).elements == [4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3])
      #expect(found.axes.map(\.count) == [3] && found.unit == "1")
      #expect(found.quarantine.last?.reason.contains("ids.csv has no row b") == true)
      #expect(found.provenance.inputs.map(\.path) == ["../A.h5", "../v.npy", "../ids.csv"])

      let clips = (sets["lyrics"] ?? "") + "\njoin: clip\ntail: drop"
      try Data(clips.utf8).write(to: folder.appending(path: "lyrics.yaml"))
      try Data("clip_id\na@0.5\na@0\n".utf8).write(to: folder.appending(path: "ids.csv"))
      #expect(try extract(["lyrics"], to: "F", in: folder, threads: 2).status == 0)
      let joined = try features("F/lyrics.h5", in: folder)
      #expect(joined.clips.ids == ["a@0", "a@0.5"])
      #expect(try joined.rows(0..<2).elements == [4, 5, 6, 1, 2, 3])
    }
  }

  @Test(arguments: [
    ("mel", "kind: log-mel\nfmax: 12000", Int32(64)), ("lyrics", "kind: external", 64),
    ("lyrics", "kind: external\nfile: w.npy\nids: ids.csv", 66),
    ("lyrics", "kind: external\nfile: v.npy\nids: v.npy", 65),
    ("lyrics", "kind: external\nfile: A.h5\nids: ids.csv\ndataset: songs/title", 65),
  ])
  func `One set that cannot be made leaves none`(
    name: String, yaml: String, status: Int32
  ) throws {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      try Data(yaml.utf8).write(to: folder.appending(path: "\(name).yaml"))
      let names = sets.keys.sorted()
      let result = try extract(names, to: "F", in: folder, threads: 2)
      #expect(result.status == status, "\(result.messages)")
      #expect(result.messages.split(separator: "\n").count == 1, "\(result.messages)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "F").path()))
    }
  }

  @Test func `Every set needs its own output`() throws {
    try withTemporaryDirectory { folder in
      try write(to: folder)
      for outputs in [["F.h5"], ["F.h5", "F.h5"]] {
        let result = try run(
          "cantus-featurize",
          [
            "extract", "--audio", "A.h5", "--configuration", "mel.yaml", "--configuration",
            "mfcc.yaml",
          ]
            + outputs.flatMap { ["--output", $0] }, in: folder)
        #expect(result.status == 64 && result.messages.contains("--output"), "\(result.messages)")
      }
    }
  }
}
