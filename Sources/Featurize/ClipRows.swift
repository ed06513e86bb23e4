import Artifacts
import AudioFeatures
import Foundation

/// What features are of.
struct ClipTables {
  let songs: Songs
  let clips: Clips
  let quarantine: [QuarantinedSong]
}

/// The clips of a shard whose features are kept, and the songs that cannot be used.
///
/// A song is kept wholly or not at all: when one of its clips has no features, those of its earlier
/// clips are taken back.
struct ClipRows {
  /// The clips that are kept, in order of song and time.
  private var clips: [SongClip] = []
  /// Why songs cannot be used, by row.
  private var rejected: [Int: String] = [:]
  /// How many of the last clips are not written yet.
  private var pendingCount = 0
  private let outputs: [FeatureOutput]
  private let sampleRate: Double

  /// Begins the sets that a pass computes.
  init(_ sets: [FeatureSet], sampleRate: Double) throws {
    outputs = try sets.map(FeatureOutput.init)
    self.sampleRate = sampleRate
  }

  /// Keeps a clip's features, set by set, or rejects its song.
  mutating func add(_ clip: SongClip, _ features: Result<[[Float]], some Error>) throws {
    guard rejected[clip.song] == nil else { return }
    switch features {
    case .success(let values):
      clips.append(clip)
      pendingCount += 1
      for (output, values) in zip(outputs, values) { output.add(values) }
    case .failure(let error):
      let second = Double(clip.clip.start) / sampleRate
      rejected[clip.song] = "the clip from \(shortest(second)) s has no features: \(error)"
      let written = clips.count - pendingCount
      clips.removeAll { $0.song == clip.song }
      pendingCount = max(0, clips.count - written)
      for output in outputs {
        try output.shorten(
          written: clips.count < written ? clips.count : nil, pending: pendingCount)
      }
    }
  }

  /// Rejects a song none of whose clips has been added.
  mutating func reject(song: Int, _ reason: String) { rejected[song] = reason }

  /// Writes what is not written yet.
  mutating func flush() throws {
    for output in outputs { try output.flush() }
    pendingCount = 0
  }

  /// Ends all sets.
  ///
  /// - Parameters:
  ///   - songs: The shard's songs; those without a clip are quarantined.
  ///   - quarantine: The songs that were quarantined before.
  /// - Returns: What the sets list.
  consuming func finish(songs: Songs, quarantine: [QuarantinedSong]) throws -> ClipTables {
    let used = Set(clips.map(\.song))
    let kept = (0..<songs.count).filter(used.contains)
    let row = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
    let paths = try songs.table.texts("path")
    let tables = ClipTables(
      songs: try songs.selecting(rows: kept),
      clips: Clips(
        ids: clips.map { $0.id(of: songs.ids[$0.song], sampleRate: sampleRate) },
        songs: clips.compactMap { row[$0.song] },
        starts: clips.map { Double($0.clip.start) / sampleRate },
        durations: clips.map { Double($0.clip.count) / sampleRate }),
      quarantine: quarantine
        + (0..<songs.count).filter { !used.contains($0) }.map {
          QuarantinedSong(
            songID: songs.ids[$0], path: paths[$0], stage: "featurize",
            reason: rejected[$0] ?? "it is shorter than a window")
        })
    for output in outputs { try output.finish(tables) }
    return tables
  }
}

extension SongClip {
  /// The clip's id: "song_id@start", in seconds.
  func id(of song: String, sampleRate: Double) -> String {
    "\(song)@\(shortest(Double(clip.start) / sampleRate))"
  }
}

/// Seconds to five decimals, finer than a sample, without needless zeros: "20", "12.34567".
private func shortest(_ seconds: Double) -> String {
  let text = String(format: "%.5f", seconds)
  let digits = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
  return String(digits.reversed())
}
