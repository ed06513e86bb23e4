internal import Randomness

/// A split of songs into parts that cannot leak: a leak group lies in exactly one part.
public struct SongSplit: Sendable, Equatable {
  /// The songs, ordered by identifier.
  public let songs: [SplitSong]
  /// The part of each song.
  public let parts: [Part]
  /// What keeps songs together; its indices refer to ``songs``.
  public let groups: LeakGroups

  /// Splits songs.
  ///
  /// The result depends on the songs and settings only, not on the songs' order. Part sizes are
  /// the proportions rounded by largest remainders, but every part with a proportion above 0 gets
  /// at least one group. With single songs and at most two labels, sizes are exact and every cell,
  /// and for every label every value, has in the largest part its proportional number rounded up
  /// or down, and of the rest each further part likewise. Whole groups may make that impossible;
  /// ``balance(of:)`` says by how much.
  ///
  /// - Throws: ``SplitError`` when an identifier occurs twice, a column is unknown, or there are
  ///   fewer groups than parts.
  public init(of unordered: [SplitSong], settings: SplitSettings) throws(SplitError) {
    songs = unordered.sorted { $0.id < $1.id }
    for (song, next) in zip(songs, songs.dropFirst()) where song.id == next.id {
      throw SplitError("the song \(song.id) occurs twice: identifiers must be unique")
    }
    let columns = Set(songs.flatMap(\.columns.keys)).sorted()
    for name in settings.stratify + settings.groupBy where !columns.contains(name) {
      let known = columns.isEmpty ? "no columns" : columns.joined(separator: ", ")
      throw SplitError("there is no column \(name) to split by; the catalogue has \(known)")
    }
    groups = LeakGroups(of: songs, columns: settings.groupBy, criterion: settings.criterion)

    let used = Part.allCases.filter { settings.proportions[$0, default: 0] > 0 }
    let members = groups.members
    guard members.count >= used.count else {
      throw SplitError(
        """
        \(songs.count) songs in \(members.count) groups cannot fill \(used.count) parts: add \
        songs, group by less, or set the proportion of validation or test to 0
        """)
    }
    var holdOut = HoldOut(
      members, strata: Strata(of: songs, labels: settings.stratify),
      shares: used.map { settings.proportions[$0, default: 0] },
      using: Generator(seed: UInt64(bitPattern: Int64(settings.seed)), stream: "split"))
    let ofGroup = holdOut.distribute()
    parts = groups.numbers.map { used[ofGroup[$0]] }
  }
}

// MARK: - Balance

/// How many songs with one value of a label are in one part.
public struct Balance: Sendable, Equatable {
  /// The label's value; empty where it is missing.
  public let value: String
  /// The part.
  public let part: Part
  /// Songs there are.
  public let count: Int
  /// Songs there would be if the part had the corpus's proportions.
  public let expected: Double
}

extension SongSplit {
  /// How well one label is balanced: every value in every part, values in order.
  public func balance(of label: String) -> [Balance] {
    let strata = Strata(of: songs, labels: [label])
    let values = strata.cells.map { strata.values[0][strata.margins[0][$0]] }
    return strata.values[0].flatMap { value in
      let ofValue = parts.indices.filter { values[$0] == value }
      return Part.allCases.map { part in
        Balance(
          value: value, part: part, count: ofValue.count { parts[$0] == part },
          expected: Double(ofValue.count * size(of: part)) / Double(songs.count))
      }
    }
  }

  /// The number of songs in a part.
  public func size(of part: Part) -> Int { parts.count { $0 == part } }
}
