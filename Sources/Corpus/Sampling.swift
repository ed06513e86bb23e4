internal import Randomness

extension Catalogue {
  /// The catalogue with at most `count` songs of each cell, drawn by seed.
  ///
  /// A song's chance depends on its identifier and the seed alone, so another song more or less
  /// changes little of the draw.
  ///
  /// - Parameters:
  ///   - count: Songs to keep of each cell; 0 for all.
  ///   - cells: The labels whose combinations are the cells; none makes one cell of all.
  ///   - seed: Which are drawn.
  /// - Throws: ``CorpusError`` when there is no such label.
  public func sampled(
    _ count: Int, by cells: [String], seed: UInt64
  ) throws(CorpusError) -> Catalogue {
    guard count > 0 else { return self }
    var positions: [Int] = []
    for label in cells {
      guard let position = labels.firstIndex(of: label) else {
        throw CorpusError("there is no label \(label) to sample by")
      }
      positions.append(position)
    }
    let ranked = songs.map { song in
      var generator = Generator(seed: seed, stream: song.id)
      return (song: song, rank: generator.next())
    }.sorted { ($0.rank, $0.song.id) < ($1.rank, $1.song.id) }
    var kept: [[String]: Int] = [:]
    let drawn = ranked.filter { entry in
      let cell = positions.map { entry.song.labels[$0] }
      kept[cell, default: 0] += 1
      return kept[cell, default: 0] <= count
    }
    return try Catalogue(labels: labels, songs: drawn.map(\.song))
  }
}
