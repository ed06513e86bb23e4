import Artifacts
import AudioFeatures
import Synchronization

/// A window of one song of a shard.
struct SongClip: Sendable {
  /// The song, a row of the shard's songs.
  let song: Int
  /// The window.
  let clip: Clip
}

/// Reads clips of a shard and computes their features, for several workers at once: one of them
/// reads while the others compute.
final class ClipSource: Sendable {
  private let audio: Mutex<AudioArtifact>
  private let sets: [PlannedFeatures]

  init(_ audio: consuming sending AudioArtifact, _ sets: [PlannedFeatures]) {
    self.sets = sets
    self.audio = Mutex(audio)
  }

  /// The features of some clips, set by set, or why there are none.
  ///
  /// - Parameters:
  ///   - clips: The clips.
  ///   - advance: Called after each clip.
  /// - Throws: What reading throws.
  func features(
    of clips: ArraySlice<SongClip>, advance: () -> Void
  ) throws -> [Result<[[Float]], FeatureError>] {
    var extractor = JointExtractor(sets)
    return try clips.map { clip in
      defer { advance() }
      let range = clip.clip.start..<(clip.clip.start + clip.clip.count)
      var samples = try audio.withLock { try $0.samples(song: clip.song, range) }
      samples += repeatElement(0, count: extractor.clipLength - samples.count)
      return Result { () throws(FeatureError) in try extractor.features(of: samples.span) }
    }
  }

  /// Writes something while no worker reads: HDF5 does one thing at a time.
  func whileNobodyReads(_ write: () throws -> Void) rethrows {
    try audio.withLock { _ in try write() }
  }
}
