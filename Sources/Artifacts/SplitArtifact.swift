public import DataSplit
internal import HDF5

/// Which song lies in which part, `split.h5`.
public struct SplitArtifact: Sendable {
  /// Why two songs may not be separated.
  public struct Link: Sendable, Equatable {
    /// One song's id.
    public let songA: String
    /// The other song's id.
    public let songB: String
    /// What they share, such as "identical audio".
    public let reason: String
    /// How surely, 0 … 1.
    public let score: Double

    /// Describes a link.
    public init(songA: String, songB: String, reason: String, score: Double) {
      self.songA = songA
      self.songB = songB
      self.reason = reason
      self.score = score
    }
  }

  /// What the split was made from.
  public let provenance: Provenance
  /// Ids of all songs.
  public let songIDs: [String]
  /// Each song's part.
  public let parts: [Part]
  /// Each song's leak group: songs of one group may not be separated.
  public let groups: [Int]
  /// Why songs are grouped.
  public let links: [Link]

  /// Describes a split.
  public init(
    provenance: Provenance, songIDs: [String], parts: [Part], groups: [Int], links: [Link]
  ) {
    precondition(songIDs.count == parts.count && songIDs.count == groups.count)
    self.provenance = provenance
    self.songIDs = songIDs
    self.parts = parts
    self.groups = groups
    self.links = links
  }

  /// Reads a split. Song ids may repeat: a hand-made split can be wrong, and the audit says so.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .split)
    let (songs, links) = (try file.table("songs"), try file.table("links"))
    let (a, b) = (try links.texts("song_a"), try links.texts("song_b"))
    let (reasons, scores) = (try links.texts("reason"), try links.reals("score"))
    self.init(
      provenance: try Provenance(reading: file), songIDs: try songs.texts("song_id"),
      parts: try songs.texts("part").map { text in
        guard let part = Part(rawValue: text) else {
          throw ArtifactError(
            .invalid, "\(path): a part must be train, validation or test, not “\(text)”")
        }
        return part
      },
      groups: try songs.integers("group"),
      links: a.indices.map {
        Link(songA: a[$0], songB: b[$0], reason: reasons[$0], score: scores[$0])
      })
  }

  /// Writes the split.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .split, provenance) { file in
      try file.createDimension("song", length: songIDs.count)
      try file.write(
        Table([
          .init("song_id", songIDs), .init("part", parts.map(\.rawValue)),
          .init("group", groups, longName: "leak group: its songs may not be separated"),
        ]), group: "songs", dimension: "song")
      try file.createDimension("link", length: links.count)
      try file.write(
        Table([
          .init("song_a", links.map(\.songA)), .init("song_b", links.map(\.songB)),
          .init("reason", links.map(\.reason), longName: "what the two songs share"),
          .init("score", links.map(\.score), unit: "1", longName: "how surely, 0 to 1"),
        ]), group: "links", dimension: "link")
      try file.close()
    }
  }

  /// Each part's songs by id; a song that is listed twice keeps its first part.
  public var partOfSong: [String: Part] {
    Dictionary(zip(songIDs, parts)) { first, _ in first }
  }
}
