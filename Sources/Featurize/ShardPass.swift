import Artifacts
import AudioFeatures
import ExternalVectors
import Parallelism
import StageKit
import TextFeatures

/// Computes feature sets of a shard that share clips and frames, and writes them.
///
/// - Parameters:
///   - sets: As ``sharing(_:)`` groups them.
///   - path: The shard's audio.
///   - threads: Number of workers; features do not depend on it.
///   - console: Where progress goes.
func extract(
  _ sets: [FeatureSet], from path: String, threads: Int, console: Console
) throws {
  let audio = try AudioArtifact(reading: path)
  let (songs, sampleRate) = (audio.songs, Double(audio.sampleRate))
  let before = audio.quarantine
  let silent = (0..<songs.count).filter { audio.sampleCount(song: $0) == 0 }
  let clips = sets[0].clips(of: audio)
  let progress = StageProgress("features", total: clips.count, on: console)
  Interruption.deferSignals()
  var rows = try ClipRows(sets, sampleRate: sampleRate)
  var listed = songs
  switch sets[0].source {
  case .audio:
    for song in silent { rows.reject(song: song, "it has no audio") }
    let source = ClipSource(consume audio, sets.compactMap(\.planned))
    let blocks = parts(of: clips.indices, size: clipsPerBlock)
    try concurrentForEach(count: blocks.count, threads: threads) { block in
      try source.features(of: clips[blocks[block]]) { progress.advance() }
    } consume: { block, features in
      try source.whileNobodyReads {
        for (clip, values) in zip(clips[blocks[block]], features) { try rows.add(clip, values) }
        try rows.flush()
      }
      try Interruption.check()
    }
  case .external(let settings, let folder):
    let vectors = try openVectors(settings, folder: folder)
    for clip in clips {
      let song = songs.ids[clip.song]
      let id = settings.join == .song ? song : clip.id(of: song, sampleRate: sampleRate)
      try rows.add(clip, try found { () throws in [try vectors.vector(of: id)] })
      try rows.flush()
      try Interruption.check()
      progress.advance()
    }
  case .songs(let source):
    let (vectors, table) = try source.vectors(of: songs, threads: threads)
    listed = table
    for (song, vector) in vectors.enumerated() {
      if case .failure(let error) = vector { rows.reject(song: song, error.description) }
    }
    for clip in clips {
      try rows.add(clip, vectors[clip.song].map { [$0] })
      try rows.flush()
      try Interruption.check()
      progress.advance()
    }
  }
  progress.finish()
  let tables = try rows.finish(songs: listed, quarantine: before)
  for set in sets {
    console.say(
      "\(set.output): \(counted(tables.clips.count, "clip")) of "
        + "\(counted(tables.songs.count, "song")), "
        + "\(tables.quarantine.count - before.count) quarantined")
  }
}

/// What a look-up finds, or why it finds nothing.
private func found(
  _ look: () throws -> [[Float]]
) throws -> Result<[[Float]], ExternalVectorsError> {
  do {
    return .success(try look())
  } catch let error as ExternalVectorsError {
    return .failure(error)
  }
}

/// Clips that a worker computes with one set of plans and buffers.
let clipsPerBlock = 8

/// Divides a range into ranges of `size`, the last one shorter where need be.
func parts(of range: Range<Int>, size: Int) -> [Range<Int>] {
  stride(from: range.lowerBound, to: range.upperBound, by: size).map {
    $0..<min($0 + size, range.upperBound)
  }
}
