internal import HDF5

/// A song that could not be used, and why.
public struct QuarantinedSong: Sendable, Equatable {
  /// The song's id.
  public let songID: String
  /// The audio's path in the corpus.
  public let path: String
  /// The stage that gave the song up: "ingest", "featurize".
  public let stage: String
  /// Why, in a sentence.
  public let reason: String

  /// Describes a song that could not be used.
  public init(songID: String, path: String, stage: String, reason: String) {
    self.songID = songID
    self.path = path
    self.stage = stage
    self.reason = reason
  }
}

extension HDF5File {
  func write(quarantine: [QuarantinedSong]) throws {
    try createDimension("quarantined_song", length: quarantine.count)
    try write(
      Table([
        .init("song_id", quarantine.map(\.songID)),
        .init("path", quarantine.map(\.path)),
        .init("stage", quarantine.map(\.stage)),
        .init("reason", quarantine.map(\.reason)),
      ]), group: "quarantine", dimension: "quarantined_song")
  }

  func quarantine() throws -> [QuarantinedSong] {
    let table = try table("quarantine")
    let (ids, paths) = (try table.texts("song_id"), try table.texts("path"))
    let (stages, reasons) = (try table.texts("stage"), try table.texts("reason"))
    return ids.indices.map {
      QuarantinedSong(songID: ids[$0], path: paths[$0], stage: stages[$0], reason: reasons[$0])
    }
  }
}
