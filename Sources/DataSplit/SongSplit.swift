internal import Randomness

/// A split of songs into parts that cannot leak: a leak group lies in exactly one part.
///
/// Only a split that is given from outside may tear groups apart; ``torn`` lists them.
public struct SongSplit: Sendable, Equatable {
  /// The songs, ordered by identifier.
  public let songs: [SplitSong]
  /// The part of each song; of cross-validation, when the first fold is tested.
  public let parts: [Part]
  /// The fold of each song, from 0; `nil` without cross-validation.
  public let folds: [Int]?
  /// What keeps songs together; its indices refer to ``songs``.
  public let groups: LeakGroups

  /// Splits songs.
  ///
  /// The result depends on the songs and settings only, not on the songs' order. Part sizes are
  /// the proportions (or equal folds) rounded by largest remainders, but every part with a
  /// proportion above 0 gets at least one group. With single songs and at most two labels, sizes are
  /// exact and every cell, and for every label every value, has in the largest part its proportional
  /// number rounded up or down, and of the rest each further part likewise. Whole groups may make
  /// that impossible; ``balance(of:)`` says by how much.
  ///
  /// - Parameters:
  ///   - unordered: The songs.
  ///   - settings: How to split them.
  ///   - given: The part of each song where the split is given from outside; it may know more songs.
  ///   - threads: Does not change the result.
  /// - Throws: ``SplitError`` when an identifier occurs twice, a column is unknown, there are
  ///   fewer groups than parts, or a given split lacks a song or a training part.
  public init(
    of unordered: [SplitSong], settings: SplitSettings, given: [String: Part] = [:],
    threads: Int = 1
  ) throws(SplitError) {
    guard unordered.count < FingerprintIndex.songLimit else {
      throw SplitError(
        "\(unordered.count) songs are too many to look for duplicates among: at most "
          + "\(FingerprintIndex.songLimit - 1) can be split")
    }
    songs = unordered.sorted { $0.id < $1.id }
    for (song, next) in zip(songs, songs.dropFirst()) where song.id == next.id {
      throw SplitError("the song \(song.id) occurs twice: identifiers must be unique")
    }
    let columns = songs.reduce(into: Set<String>()) { $0.formUnion($1.columns.keys) }.sorted()
    for name in settings.stratify + settings.criteria.columns where !columns.contains(name) {
      let known = columns.isEmpty ? "no columns" : columns.joined(separator: ", ")
      throw SplitError("there is no column \(name) to split by; the catalogue has \(known)")
    }
    groups = LeakGroups(of: songs, criteria: settings.criteria, threads: threads)
    switch settings.division {
    case .given:
      parts = try givenParts(of: songs, given)
      folds = nil
    case .proportions(let proportions):
      let used = Part.allCases.filter { proportions[$0, default: 0] > 0 }
      let places = try distributed(
        songs, groups, shares: used.map { proportions[$0, default: 0] }, settings,
        remedy: groups.members.count > 1
          ? "set the proportion of test to 0"
          : "set those of validation and test to 0, which suits models without a network only")
      parts = places.map { used[$0] }
      folds = nil
    case .folds(let count):
      let places = try distributed(
        songs, groups, shares: (0..<count).map { _ in 1 / Double(count) }, settings,
        remedy: "ask for fewer folds")
      parts = places.map { Part(ofFold: $0, testing: 0, of: count) }
      folds = places
    }
  }

  /// The groups that lie in several parts, which only a given split can have.
  public var torn: [[Int]] {
    groups.members.filter { Set($0.map { parts[$0] }).count > 1 }
  }
}

private func givenParts(
  of songs: [SplitSong], _ given: [String: Part]
) throws(SplitError) -> [Part] {
  var parts: [Part] = []
  for song in songs {
    guard let part = given[song.id] else {
      let missing = songs.filter { given[$0.id] == nil }.map(\.id)
      throw SplitError(
        """
        the given split lacks \(missing.count) of \(songs.count) songs: \
        \(missing.prefix(5).joined(separator: ", ")); give each a part
        """)
    }
    parts.append(part)
  }
  guard parts.contains(.train) else {
    throw SplitError("the given split has no song of the corpus in train: models need some")
  }
  return parts
}

/// The place of each song, from 0, among so many shares.
private func distributed(
  _ songs: [SplitSong], _ groups: LeakGroups, shares: [Double], _ settings: SplitSettings,
  remedy: String
) throws(SplitError) -> [Int] {
  let members = groups.members
  guard members.count >= shares.count else {
    throw SplitError(
      """
      \(songs.count) songs in \(members.count) groups cannot fill \(shares.count) parts: add \
      songs, group by less, or \(remedy)
      """)
  }
  var holdOut = HoldOut(
    members, strata: Strata(of: songs, labels: settings.stratify), shares: shares,
    using: Generator(seed: UInt64(bitPattern: Int64(settings.seed)), stream: "split"))
  let ofGroup = holdOut.distribute()
  return groups.numbers.map { ofGroup[$0] }
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
