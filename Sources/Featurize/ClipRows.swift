import Artifacts
import AudioFeatures
import Foundation

/// The clips of a shard whose features are kept, and the songs that cannot be used.
///
/// A song is kept wholly or not at all: when one of its clips has no features, those of its earlier
/// clips are taken back.
struct ClipRows {
  /// The clips that are kept, in order of song and time.
  private(set) var clips: [SongClip] = []
  /// Why songs cannot be used, by row.
  private var rejected: [Int: String] = [:]
  /// Features of the last clips, clip after clip, which are not written yet.
  private var pending: [Float] = []
  private var pendingCount = 0

  /// Keeps a clip's features, or rejects its song.
  mutating func add(
    _ clip: SongClip, _ features: Result<[Float], FeatureError>,
    to writer: borrowing FeaturesArtifactWriter, sampleRate: Double
  ) throws {
    guard rejected[clip.song] == nil else { return }
    switch features {
    case .success(let values):
      clips.append(clip)
      pending += values
      pendingCount += 1
    case .failure(let error):
      let second = Double(clip.clip.start) / sampleRate
      rejected[clip.song] = "the clip from \(shortest(second)) s has no features: \(error)"
      let written = clips.count - pendingCount
      clips.removeAll { $0.song == clip.song }
      if clips.count < written { try writer.shorten(toClips: clips.count) }
      let width = pendingCount == 0 ? 0 : pending.count / pendingCount
      pendingCount = max(0, clips.count - written)
      pending.removeLast(pending.count - pendingCount * width)
    }
  }

  /// Writes what is not written yet.
  mutating func flush(to writer: borrowing FeaturesArtifactWriter) throws {
    try writer.append(pending.span)
    pending.removeAll(keepingCapacity: true)
    pendingCount = 0
  }

  /// What the artifact lists, after the last clip.
  ///
  /// - Parameters:
  ///   - songs: The shard's songs; those without a clip are quarantined.
  ///   - quarantine: The songs that were quarantined before.
  ///   - sampleRate: Hz.
  func tables(
    of songs: Songs, quarantine: [QuarantinedSong], sampleRate: Double
  ) throws -> (songs: Songs, clips: Clips, quarantine: [QuarantinedSong]) {
    let used = Set(clips.map(\.song))
    let kept = (0..<songs.count).filter(used.contains)
    let row = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
    let starts = clips.map { Double($0.clip.start) / sampleRate }
    let paths = try songs.table.texts("path")
    return (
      songs: try songs.selecting(rows: kept),
      clips: Clips(
        ids: zip(clips, starts).map { "\(songs.ids[$0.song])@\(shortest($1))" },
        songs: clips.compactMap { row[$0.song] }, starts: starts,
        durations: clips.map { Double($0.clip.count) / sampleRate }),
      quarantine: quarantine
        + (0..<songs.count).filter { !used.contains($0) }.map {
          QuarantinedSong(
            songID: songs.ids[$0], path: paths[$0], stage: "featurize",
            reason: rejected[$0] ?? "it is shorter than a window")
        }
    )
  }
}

/// Seconds to five decimals, finer than a sample, without needless zeros: "20", "12.34567".
private func shortest(_ seconds: Double) -> String {
  let text = String(format: "%.5f", seconds)
  let digits = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
  return String(digits.reversed())
}
