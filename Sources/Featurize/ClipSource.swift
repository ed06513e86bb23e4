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
struct ClipSource: ~Copyable, Sendable {
  private let audio: Mutex<AudioArtifact>
  private let feature: FeatureSettings
  private let sampleRate: Double

  init(_ audio: consuming sending AudioArtifact, _ feature: FeatureSettings) {
    sampleRate = Double(audio.sampleRate)
    self.feature = feature
    self.audio = Mutex(audio)
  }

  /// The features of some clips, each or why there are none.
  ///
  /// - Parameters:
  ///   - clips: The clips.
  ///   - advance: Called after each clip.
  /// - Throws: What reading throws.
  func features(
    of clips: ArraySlice<SongClip>, advance: () -> Void
  ) throws -> [Result<[Float], FeatureError>] {
    var extractor = try FeatureExtractor(feature, sampleRate: sampleRate)
    return try clips.map { clip in
      defer { advance() }
      let range = clip.clip.start..<(clip.clip.start + clip.clip.count)
      var samples = try audio.withLock { try $0.samples(song: clip.song, range) }
      samples += repeatElement(0, count: extractor.clipLength - samples.count)
      return Result { () throws(FeatureError) in try extractor.features(of: samples.span) }
    }
  }
}
