internal import HDF5

/// The clips that songs were cut into.
public struct Clips: Sendable, Equatable {
  /// Identifies each clip: "song_id@start", start in seconds.
  public let ids: [String]
  /// Each clip's song, as a row of the artifact's songs.
  public let songs: [Int]
  /// Where each clip starts in its song, seconds.
  public let starts: [Double]
  /// How much of each clip is signal, seconds; the rest is padding.
  public let durations: [Double]

  /// Lists clips.
  public init(ids: [String], songs: [Int], starts: [Double], durations: [Double]) {
    precondition(
      ids.count == songs.count && ids.count == starts.count && ids.count == durations.count)
    self.ids = ids
    self.songs = songs
    self.starts = starts
    self.durations = durations
  }

  /// Number of clips.
  public var count: Int { ids.count }

  /// The given clips, in the given order.
  public func selecting(rows: [Int]) -> Clips {
    Clips(
      ids: rows.map { ids[$0] }, songs: rows.map { songs[$0] }, starts: rows.map { starts[$0] },
      durations: rows.map { durations[$0] })
  }

  init(reading file: borrowing HDF5File, songs names: Songs) throws {
    let table = try file.table("clips")
    let songIDs: [String]
    do {
      songIDs = try table.texts("song_id")
      self.init(
        ids: try table.texts("clip_id"), songs: try table.integers("song"),
        starts: try table.reals("start"), durations: try table.reals("duration"))
    } catch {
      throw ArtifactError(error.fault, "\(file.path): \(error.description)")
    }
    guard songs.allSatisfy(names.ids.indices.contains) else {
      throw ArtifactError(.invalid, "\(file.path): a clip belongs to a song that is not there")
    }
    guard songIDs == songs.map({ names.ids[$0] }) else {
      throw ArtifactError(.invalid, "\(file.path): clips/song_id and clips/song disagree")
    }
  }

  /// Writes the group `clips` and its dimension.
  func write(to file: borrowing HDF5File, songs names: Songs) throws {
    try file.createDimension("clip", length: count)
    try file.write(
      Table([
        .init("clip_id", ids),
        .init("song_id", songs.map { names.ids[$0] }),
        .init("song", songs, longName: "row in songs"),
        .init("start", starts, unit: "s", longName: "start in the song"),
        .init("duration", durations, unit: "s", longName: "signal before padding"),
      ]), group: "clips", dimension: "clip")
  }
}
