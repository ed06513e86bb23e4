import Artifacts
import AudioDecoding
import Corpus

/// The rows of a shard's tables, gathered song by song.
struct ShardContent {
  private let labels: [String]
  private var rows: [(song: Song, facts: DecodedSong?, lyrics: String)] = []
  private(set) var quarantine: [QuarantinedSong] = []

  init(labels: [String]) { self.labels = labels }

  /// The number of songs that can be used.
  var count: Int { rows.count }

  /// Their length, in s.
  var duration: Double { rows.reduce(0) { $0 + ($1.facts?.duration ?? 0) } }

  /// Adds a song; `nil` facts are those of one without audio.
  mutating func add(_ song: Song, _ facts: DecodedSong?, lyrics: String) {
    rows.append((song, facts, lyrics))
  }

  mutating func quarantine(_ song: Song, _ reason: String) {
    quarantine.append(
      QuarantinedSong(
        songID: song.id, path: song.path.isEmpty ? song.lyrics : song.path, stage: "ingest",
        reason: reason))
  }

  /// The table of songs.
  func songs() throws -> Songs {
    let catalogue: [Table.Column] = [
      .init("song_id", rows.map(\.song.id)),
      .init("path", rows.map(\.song.path), longName: "audio file in the corpus"),
      .init("title", rows.map(\.song.title)),
      .init("artist", rows.map(\.song.artist)),
      .init("album", rows.map(\.song.album)),
      .init("lyrics", rows.map(\.lyrics), longName: "words of the song"),
    ]
    let labelled = labels.indices.map { label in
      Table.Column(labels[label], rows.map { $0.song.labels[label] })
    }
    let facts: [Table.Column] = [
      .init(
        "codec", rows.map { $0.facts?.codec ?? "" },
        longName: "encoding of the file; empty: no audio"),
      .init(
        "sample_rate", rows.map { $0.facts?.sampleRate ?? 0 }, unit: "Hz", longName: "of the file"),
      .init("channels", rows.map { $0.facts?.channels ?? 0 }, longName: "of the file"),
      .init("bit_depth", rows.map { $0.facts?.bitDepth ?? 0 }, unit: "bit", longName: "0 if lossy"),
      .init(
        "duration", rows.map { $0.facts?.duration ?? 0 }, unit: "s", longName: "of decoded audio"),
      .init("samples", rows.map { $0.facts?.samples ?? 0 }, longName: "of decoded audio"),
      .init("peak", rows.map { $0.facts?.peak ?? .nan }, unit: "dBFS", longName: "before mixing"),
      .init(
        "loudness", rows.map { $0.facts?.loudness ?? .nan }, unit: "LUFS", longName: "EBU R 128"),
      .init(
        "silence", rows.map { $0.facts?.silence ?? .nan }, longName: "share of time below -60 dBFS"),
      .init("file_sha256", rows.map { $0.facts?.fileDigest ?? "" }),
      .init("audio_sha256", rows.map { $0.facts?.audioDigest ?? "" }),
    ]
    return try Songs(Table(catalogue + labelled + facts), labels: labels)
  }
}
