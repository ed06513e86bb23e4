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

  /// Songs in folds.
  public struct Folds: Sendable, Equatable {
    /// How many folds there are.
    public let count: Int
    /// Each song's fold, from 0.
    public let ofSong: [Int]

    /// Describes folds.
    public init(count: Int, ofSong: [Int]) {
      precondition(ofSong.allSatisfy { (0..<count).contains($0) })
      self.count = count
      self.ofSong = ofSong
    }
  }

  /// What the split was made from.
  public let provenance: Provenance
  /// Ids of all songs.
  public let songIDs: [String]
  /// Each song's part; of cross-validation, when the first fold is tested.
  public let parts: [Part]
  /// Each song's fold, from 0, and how many there are; `nil` without cross-validation.
  public let folds: Folds?
  /// Set when clips are dealt whatever their song: a study of what that leak is worth.
  public let deal: ClipDeal?
  /// Each song's leak group: songs of one group may not be separated.
  public let groups: [Int]
  /// Why songs are grouped.
  public let links: [Link]

  /// Describes a split.
  public init(
    provenance: Provenance, songIDs: [String], parts: [Part], folds: Folds? = nil,
    deal: ClipDeal? = nil, groups: [Int], links: [Link]
  ) {
    precondition(folds.map { $0.ofSong.count == songIDs.count } ?? true)
    precondition(songIDs.count == parts.count && songIDs.count == groups.count)
    self.provenance = provenance
    self.songIDs = songIDs
    self.parts = parts
    self.folds = folds
    self.deal = deal
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
      parts: try readParts(in: songs, of: path), folds: try readFolds(in: file, songs),
      deal: try readDeal(in: file),
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
        Table(
          [
            .init("song_id", songIDs), .init("part", parts.map(\.rawValue)),
            .init("group", groups, longName: "leak group: its songs may not be separated"),
          ] + foldColumn), group: "songs", dimension: "song")
      if let folds { try file.setAttribute("folds", to: Int64(folds.count)) }
      if let deal {
        try file.createDimension("dealt_part", length: Part.allCases.count)
        try file.write(
          Table([
            .init("part", Part.allCases.map(\.rawValue)),
            .init(
              "share", Part.allCases.map { deal.proportions[$0, default: 0] }, unit: "1",
              longName: "share of clips, whatever their song"),
          ]), group: "deal", dimension: "dealt_part")
        try file.setAttribute("seed", of: "deal", to: Int64(deal.seed))
      }
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

  private var foldColumn: [Table.Column] {
    guard let folds else { return [] }
    return [
      .init(
        "fold", folds.ofSong,
        longName: "tested in the run of this number; the next fold validates, the others train")
    ]
  }

  /// The part of each clip.
  ///
  /// - Parameters:
  ///   - clips: All clips of a feature set.
  ///   - songIDs: The ids of their songs.
  ///   - fold: The fold that is tested, from 0, where the split has folds; `nil` otherwise.
  /// - Returns: `nil` for clips of songs that the split does not know. A song that is listed twice
  ///   has its first part.
  /// - Throws: ``ArtifactError`` when a fold is asked for that there is not, or none where there are.
  public func parts(
    of clips: Clips, songIDs: [String], fold: Int? = nil
  ) throws(ArtifactError) -> [Part?] {
    let ofSong = try partOfSong(fold: fold)
    let parts = clips.songs.map { ofSong[songIDs[$0]] }
    guard let deal else { return parts }
    let known = parts.indices.filter { parts[$0] != nil }
    var dealt = [Part?](repeating: nil, count: clips.count)
    for (clip, part) in zip(known, deal.parts(of: known.map { clips.ids[$0] })) {
      dealt[clip] = part
    }
    return dealt
  }

  /// The part of each song by id; see ``parts(of:songIDs:fold:)``.
  public func partOfSong(fold: Int? = nil) throws(ArtifactError) -> [String: Part] {
    switch (folds, fold) {
    case (nil, nil):
      return Dictionary(zip(songIDs, parts)) { first, _ in first }
    case (let folds?, let fold?) where (0..<folds.count).contains(fold):
      let parts = folds.ofSong.map { Part(ofFold: $0, testing: fold, of: folds.count) }
      return Dictionary(zip(songIDs, parts)) { first, _ in first }
    case (let folds?, _):
      throw ArtifactError(
        .invalid, "the split has \(folds.count) folds: name one from 0 to \(folds.count - 1)")
    case (nil, _?):
      throw ArtifactError(.invalid, "the split has no folds; it is not for cross-validation")
    }
  }
}

private func readParts(in songs: Table, of path: String) throws -> [Part] {
  try songs.texts("part").map { text in
    guard let part = Part(rawValue: text) else {
      throw ArtifactError(
        .invalid, "\(path): a part must be train, validation or test, not “\(text)”")
    }
    return part
  }
}

private func readFolds(in file: borrowing HDF5File, _ songs: Table) throws -> SplitArtifact.Folds? {
  guard file.hasAttribute("folds") else { return nil }
  let (count, ofSong) = (try file.integer(attribute: "folds"), try songs.integers("fold"))
  guard (1...1000).contains(count), ofSong.allSatisfy({ (0..<count).contains($0) }) else {
    throw ArtifactError(.invalid, "\(file.path): songs/fold must be from 0 to below folds")
  }
  return SplitArtifact.Folds(count: count, ofSong: ofSong)
}

private func readDeal(in file: borrowing HDF5File) throws -> ClipDeal? {
  guard try file.names(in: "/").contains("deal") else { return nil }
  let table = try file.table("deal")
  let (parts, shares) = (try readParts(in: table, of: file.path), try table.reals("share"))
  guard Set(parts).count == parts.count, shares.allSatisfy({ (0...1).contains($0) }),
    shares.contains(where: { $0 > 0 })
  else {
    throw ArtifactError(.invalid, "\(file.path): deal must give each part a share in 0 … 1")
  }
  return ClipDeal(
    proportions: Dictionary(uniqueKeysWithValues: zip(parts, shares)),
    seed: try file.integer(attribute: "seed", of: "deal"))
}
