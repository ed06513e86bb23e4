/// Songs that may not be torn apart, with the evidence.
public struct LeakGroups: Sendable, Equatable {
  /// For each song the number of its group, 0, 1, …; groups are numbered by their first songs.
  public let numbers: [Int]
  /// Every link that made the groups: same audio, fingerprint, title and artist, lyrics, then
  /// columns; by songs within each.
  public let links: [Link]

  /// Groups songs by what they share.
  ///
  /// - Parameters:
  ///   - songs: The songs, in the order that indices refer to.
  ///   - criteria: What counts as shared.
  ///   - threads: Does not change the result.
  public init(of songs: [SplitSong], criteria: LeakCriteria, threads: Int = 1) {
    links = leakLinks(among: songs, criteria, threads: threads)
    var sets = UnionFind(count: songs.count)
    for link in links { sets.unite(link.a, link.b) }
    numbers = sets.numbers()
  }

  /// The songs of each group.
  public var members: [[Int]] {
    var members: [[Int]] = []
    for (song, number) in numbers.enumerated() {
      if number == members.count { members.append([]) }
      members[number].append(song)
    }
    return members
  }
}
