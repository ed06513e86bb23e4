public import Artifacts
internal import Configuration
public import DataSplit
internal import Foundation

/// What one shard of decoded audio says of its songs, without their audio.
public struct CatalogueShard: Sendable {
  /// The songs as splitting knows them.
  public let songs: [SplitSong]
  /// The length of each song, seconds.
  public let durations: [Double]
  /// What was measured of each song beside its length: sample rate of the file in Hz, loudness in
  /// LUFS; NaN where it is unknown.
  let measures: [(name: String, values: [Double])]
  /// Names of the columns that are labels.
  public let labels: [String]
  /// The songs that could not be used.
  public let quarantine: [QuarantinedSong]

  /// Reads metadata and fingerprints of a shard.
  ///
  /// - Throws: What is wrong with the artifact, naming it.
  public init(reading path: String) throws {
    let shard = try AudioArtifact(reading: path)
    let table = shard.songs.table
    let lyrics = table.columns.contains { $0.name == "lyrics" } ? try table.texts("lyrics") : nil
    // Lyrics are long, and neither label nor group.
    var columns: [(name: String, texts: [String])] = []
    for column in table.columns where column.name != "lyrics" && column.name != "song_id" {
      if case .texts(let texts) = column.values { columns.append((column.name, texts)) }
    }
    let digests = try table.texts("audio_sha256")
    let fingerprints = try shard.fingerprints()
    var songs: [SplitSong] = []
    for (row, id) in shard.songs.ids.enumerated() {
      songs.append(
        SplitSong(
          id: id, audioDigest: digests[row], fingerprint: fingerprints[row],
          lyrics: lyrics?[row] ?? "",
          columns: Dictionary(columns.map { ($0.name, $0.texts[row]) }) { first, _ in first }))
    }
    self.songs = songs
    durations = try table.reals("duration")
    measures = [
      ("sample_rate", try? table.integers("sample_rate").map(Double.init)),
      ("loudness", try? table.reals("loudness")),
    ].compactMap { name, values in values.map { (name, $0) } }
    labels = shard.songs.labels
    quarantine = shard.quarantine
  }
}

/// The largest share of songs that may be quarantined: `max_quarantined` of corpus.yaml, which
/// ingest passes on in a file of its own, quarantine.yaml.
///
/// - Parameter path: That file; where there is none, the share is 0.05.
/// - Throws: What is wrong with the file.
public func quarantineLimit(reading path: String) throws -> Double {
  guard FileManager.default.fileExists(atPath: path) else { return 0.05 }
  return try configuration(reading: path) {
    try $0.real("max_quarantined", default: 0.05, in: 0...1)
  }.settings
}

/// How many songs of a corpus could not be used, and how many may.
public struct QuarantineTally: Sendable {
  /// The songs that could not be used, by identifier.
  public let quarantined: [QuarantinedSong]
  /// Number of all songs, used or not.
  public let songs: Int
  /// The largest share that is allowed, in 0 … 1.
  public let limit: Double

  /// Counts the songs of all shards of a corpus.
  ///
  /// - Parameters:
  ///   - shards: The shards.
  ///   - limit: See ``quarantineLimit(reading:)``.
  public init(of shards: [CatalogueShard], limit: Double) {
    quarantined = shards.flatMap(\.quarantine).sorted {
      ($0.songID, $0.path, $0.reason) < ($1.songID, $1.path, $1.reason)
    }
    songs = shards.reduce(quarantined.count) { $0 + $1.songs.count }
    self.limit = limit
  }

  /// Whether more songs are quarantined than are allowed.
  public var isExceeded: Bool { Double(quarantined.count) > limit * Double(songs) }

  /// Counts, reasons and the first songs, in a few sentences.
  public var explanation: String {
    var reasons: [String: Int] = [:]
    for song in quarantined { reasons[song.reason, default: 0] += 1 }
    let common = reasons.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }.prefix(5)
    return """
      \(quarantined.count) of \(songs) songs \(quarantined.count == 1 ? "is" : "are") quarantined, more than the \(percent(limit)) that \
      corpus.yaml allows (max_quarantined). \
      Reasons: \(common.map { "\($0.value) × \($0.key)" }.joined(separator: "; ")). \
      First songs: \(quarantined.prefix(5).map(\.path).joined(separator: ", ")).
      """
  }
}

/// A share as a percentage with at most one decimal.
func percent(_ share: Double) -> String {
  let tenths = (share * 1000).rounded() / 10
  return tenths == tenths.rounded() ? "\(Int(tenths)) %" : "\(tenths) %"
}
