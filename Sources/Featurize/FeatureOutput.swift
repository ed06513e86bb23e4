import Artifacts

/// A feature set that is being written, clip after clip.
///
/// A class, since a writer cannot be copied and lists hold only what can.
final class FeatureOutput {
  private var writer: FeaturesArtifactWriter?
  /// Numbers a clip.
  private let width: Int
  /// Features of the last clips, clip after clip, which are not written yet.
  private var pending: [Float] = []

  /// Begins a set; dropped before it is finished, it leaves nothing.
  init(_ set: FeatureSet) throws {
    writer = try FeaturesArtifactWriter(
      set.output, set.provenance, axes: set.axes, unit: set.unit, sentences: set.sentences)
    width = set.axes.map(\.count).reduce(1, *)
  }

  /// Takes the features of a clip.
  func add(_ features: [Float]) {
    precondition(features.count == width)
    pending += features
  }

  /// Takes back all clips but the first ones.
  ///
  /// - Parameters:
  ///   - written: Clips that stay of those that are written, or `nil` for all.
  ///   - pending: Clips that stay of those that are not.
  func shorten(written: Int?, pending count: Int) throws {
    if let written { try writer?.shorten(toClips: written) }
    pending.removeLast(pending.count - count * width)
  }

  /// Writes what is not written yet.
  func flush() throws {
    try writer?.append(pending.span)
    pending.removeAll(keepingCapacity: true)
  }

  /// Ends the set; from here on it exists.
  func finish(_ tables: ClipTables) throws {
    try writer.take()?.finish(
      songs: tables.songs, clips: tables.clips, quarantine: tables.quarantine)
  }
}
