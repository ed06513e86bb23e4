/// Songs that may not be torn apart, with the evidence.
public struct LeakGroups: Sendable, Equatable {
  /// For each song the number of its group, 0, 1, …; groups are numbered by their first songs.
  public let numbers: [Int]
  /// Every link that made the groups: same audio, fingerprint, then columns; by songs within each.
  public let links: [Link]

  /// Groups songs by what they share.
  ///
  /// - Parameters:
  ///   - songs: The songs, in the order that indices refer to.
  ///   - columns: Columns whose equal values bind songs, for instance artist; values are compared
  ///     without regard to case and spacing, and an empty value binds nothing.
  ///   - criterion: What counts as the same recording; `nil` leaves fingerprints out.
  public init(of songs: [SplitSong], columns: [String], criterion: FingerprintCriterion?) {
    var links = linksByValue(songs.map(\.audioDigest), reason: .sameAudio)
    if let criterion {
      links += fingerprintLinks(of: songs, criterion)
    }
    for column in columns {
      let values = songs.map { comparableName($0.columns[column] ?? "") }
      links += linksByValue(values, reason: .column(column))
    }
    var sets = UnionFind(count: songs.count)
    for link in links { sets.unite(link.a, link.b) }
    numbers = sets.numbers()
    self.links = links
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

/// Links every song to the first that has the same value.
private func linksByValue(_ values: [String], reason: LinkReason) -> [Link] {
  var first: [String: Int] = [:]
  var links: [Link] = []
  for (song, value) in values.enumerated() where !value.isEmpty {
    if let other = first[value] {
      links.append(Link(other, song, reason: reason, score: 1))
    } else {
      first[value] = song
    }
  }
  return links
}

/// Links songs that sound alike. Of songs with identical audio only the first is compared.
private func fingerprintLinks(of songs: [SplitSong], _ criterion: FingerprintCriterion) -> [Link] {
  var seen: Set<String> = []
  let distinct = songs.indices.filter {
    songs[$0].audioDigest.isEmpty || seen.insert(songs[$0].audioDigest).inserted
  }
  return nearDuplicates(among: distinct.map { songs[$0].fingerprint }, criterion: criterion).map {
    Link(
      distinct[$0.a], distinct[$0.b], reason: .fingerprint, score: 1 - $0.bitErrorRate)
  }
}

/// A name without regard to case and spacing, as values of columns are compared.
public func comparableName(_ name: String) -> String {
  name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
