import Artifacts
import Foundation
import Randomness
import TestSupport

/// Short windows, so that seconds of audio make many clips.
let mfccSettings = """
  kind: mfcc-statistics
  window: 0.1
  hop: 0.05
  n_fft: 512
  hop_length: 256
  bands: 20
  """

/// A song of noise.
func noise(_ seconds: Double, seed: UInt64 = 1) -> [Float] {
  var generator = Generator(seed: seed)
  return (0..<Int(seconds * 22050)).map { _ in Float(0.1 * generator.normal()) }
}

/// Writes a shard of decoded songs as ingest would.
func writeShard(_ songs: [(id: String, samples: [Float])], to url: URL) throws {
  let path = url.path(percentEncoded: false)
  try AudioArtifact.write(
    to: path, Provenance(of: path, configuration: "", inputs: []), sampleRate: 22050
  ) { writer in
    for song in songs {
      try writer.append(song.samples.span)
      try writer.endSong(fingerprint: [1, 2])
    }
    let ids = songs.map(\.id)
    let table = Table([
      .init("song_id", ids), .init("path", ids.map { "music/\($0).flac" }),
      .init("title", ids.map { "Title of \($0)" }), .init("artist", ids),
      .init("language", ids.map { String($0.prefix(2)) }), .init("peak", ids.map { _ in -1.0 }),
    ])
    return (
      songs: try Songs(table, labels: ["language"]),
      quarantine: [
        QuarantinedSong(
          songID: "x\(songs.count)", path: "x.mp3", stage: "ingest", reason: "it is empty")
      ]
    )
  }
}

/// Extracts the features of a shard.
func extract(
  _ shard: String, by settings: String = mfccSettings, to output: String, in folder: URL,
  threads: Int = 2
) throws -> ProgramResult {
  try Data(settings.utf8).write(to: folder.appending(path: "F.yaml"))
  return try run(
    "cantus-featurize",
    [
      "extract", "--configuration", "F.yaml", "--audio", shard, "--output", output, "--threads",
      "\(threads)",
    ], in: folder)
}

/// Opens features in a folder.
func features(_ name: String, in folder: URL) throws -> FeaturesArtifact {
  try FeaturesArtifact(reading: folder.appending(path: name).path(percentEncoded: false))
}
