import Artifacts
import Foundation
import Randomness
import SoundFile
import TestSupport
import Testing

@Suite("Damaged audio", .enabled(if: SmallExperiment.programsAreBuilt))
struct AudioFaultTests {
  private let samples: [Float] = {
    var generator = Generator(seed: 1)
    return (0..<(3 * 22050)).map { index in
      Float(0.4 * sin(Double(index) * 0.06) + 0.02 * generator.normal())
    }
  }()

  /// Five formats, by extension.
  private func songs(in folder: URL) throws -> [(type: String, bytes: [UInt8])] {
    let formats: [(String, AudioFormat)] = [
      ("wav", .wav16), ("flac", .flac16), ("mp3", .mp3(quality: 0.5)),
      ("ogg", .vorbis(quality: 0.4)),
    ]
    return try formats.map { type, format in
      let url = folder.appending(path: "whole.\(type)")
      var writer = try AudioWriter(
        creating: url.path(percentEncoded: false), format: format, sampleRate: 22050, channels: 1)
      try writer.write(samples.span)
      try writer.close()
      return (type, [UInt8](try Data(contentsOf: url)))
    } + [("aiff", aiff)]
  }

  /// The samples as AIFF (Apple 1989), 16 bits.
  private var aiff: [UInt8] {
    func big(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    // 22,050 Hz as an 80-bit float: exponent 14 and 22050 · 2⁴⁹ of 2⁶³.
    let rate = big(16383 + 14, 2) + big((22050 << 49) >> 32, 4) + big(22050 << 49, 4)
    let common = big(1, 2) + big(samples.count, 4) + big(16, 2) + rate
    let sound = samples.flatMap { big(Int(($0 * 32767).rounded()), 2) }
    let chunks =
      Array("COMM".utf8) + big(common.count, 4) + common + Array("SSND".utf8)
      + big(sound.count + 8, 4) + big(0, 8) + sound
    return Array("FORM".utf8) + big(chunks.count + 4, 4) + Array("AIFF".utf8) + chunks
  }

  @Test func `Every damaged song is decoded or quarantined, and costs nothing but itself`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let whole = try songs(in: folder)
      var damage = Damage(seed: 4)
      let count = Faults.count(40, of: 2000)
      let corpus = folder.appending(path: "damaged")
      try FileManager.default.createDirectory(at: corpus, withIntermediateDirectories: true)
      for number in 0..<count {
        let (type, bytes) = whole[number % whole.count]
        try Data(damage.damaged(bytes, damage.kind()))
          .write(to: corpus.appending(path: "\(type) \(number).\(type)"))
      }
      for (type, bytes) in whole {
        try Data(bytes).write(to: corpus.appending(path: "whole \(type).\(type)"))
      }
      try experiment.write(
        "max_quarantined: 1\ndecoding: {min_duration: 1, timeout: 20}", to: "damaged.yaml")
      let start = Date()
      let scan = try experiment.program(
        "ingest",
        [
          "scan", "--configuration", "damaged.yaml", "--corpus", "damaged", "--output",
          "songs.csv", "--shards-folder", "songs", "--shards", "1",
        ], within: 600)
      #expect(scan.status == 0, "\(scan.errors)")
      let decode = try experiment.program(
        "ingest",
        [
          "decode", "--configuration", "decoding.yaml", "--corpus", "damaged", "--songs",
          "songs/000.csv", "--output", "audio.h5",
        ], within: 1200)
      #expect(decode.status == 0, "\(decode.errors.suffix(2000))")
      let seconds = Date().timeIntervalSince(start)
      let shard = try AudioArtifact(reading: experiment.path("audio.h5"))
      #expect(shard.songs.count + shard.quarantine.count == count + whole.count)
      for (type, _) in whole {
        #expect(shard.songs.ids.contains("whole \(type)"), "\(decode.errors)")
      }
      #expect(shard.quarantine.allSatisfy { !$0.reason.isEmpty })
      var quarantined = Tally()
      for song in shard.quarantine { quarantined.add(String(song.path.prefix { $0 != " " })) }
      let crashes = shard.quarantine.count { $0.reason.contains("signal") }
      let hangs = shard.quarantine.count { $0.reason.contains("took") }
      Faults.tell(
        "\(count) damaged songs in \(Int(seconds)) s: quarantined \(quarantined); of these "
          + "\(crashes) crashed the decoder's process, \(hangs) took too long")
    }
  }
}
