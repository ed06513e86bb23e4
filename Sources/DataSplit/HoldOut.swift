internal import Randomness

/// Distributes groups over parts so that the parts have the given sizes and every stratum is
/// represented in proportion.
///
/// Groups of several songs go first, the largest first: each to the part where Pearson's X² between
/// the songs that the parts have and those they ought to have, over all songs, each label's values
/// and each cell, becomes least. A group counts in the stratum of each of its songs. Then single
/// songs fill what is left: the remaining need of every cell and part is fitted to the songs there
/// are, and rounded part by part, the largest first, by controlled rounding.
struct HoldOut {
  private let groups: [[Int]]
  private let strata: Strata
  /// Songs that each part is to have.
  private let sizes: [Int]
  private var generator: Generator
  /// Songs that each cell has in each part so far.
  private var counts: [[Int]]
  /// The part of each group, once it is known.
  private var parts: [Int?]

  /// - Parameters:
  ///   - groups: The songs of each group, at least as many groups as parts.
  ///   - strata: The cell of each song.
  ///   - shares: The proportion of each part, above 0, together 1.
  ///   - generator: Decides what proportions leave open.
  init(_ groups: [[Int]], strata: Strata, shares: [Double], using generator: Generator) {
    precondition(groups.count >= shares.count && !shares.isEmpty)
    self.groups = groups
    self.strata = strata
    self.generator = generator
    sizes = apportion(strata.cells.count, shares: shares, minimum: shares.map { _ in 1 })
    counts = Array(repeating: shares.map { _ in 0 }, count: strata.count)
    parts = groups.map { _ in nil }
  }

  /// The part of each group.
  mutating func distribute() -> [Int] {
    distributeLargeGroups()
    distributeSingleSongs()
    return parts.compactMap { $0 }
  }

  private func songs(inPart part: Int) -> Int { counts.reduce(0) { $0 + $1[part] } }

  private mutating func put(group: Int, in part: Int) {
    parts[group] = part
    for song in groups[group] { counts[strata.cells[song]][part] += 1 }
  }

  // MARK: - Groups of several songs

  private mutating func distributeLargeGroups() {
    var order = groups.indices.filter { groups[$0].count > 1 }
    generator.shuffle(&order)
    // The shuffled rank decides between groups of one size, and does not rely on a stable sort.
    let ranked = order.enumerated().sorted {
      (-groups[$0.element].count, $0.offset) < (-groups[$1.element].count, $1.offset)
    }
    var remaining = groups.count
    let totals = cellTotals()
    for (_, group) in ranked {
      let empty = sizes.indices.filter { songs(inPart: $0) == 0 }
      let allowed = empty.count >= remaining ? empty : Array(sizes.indices)
      let increase = allowed.map { chiSquareIncrease(of: group, in: $0, totals) }
      if let best = increase.indices.min(by: { increase[$0] < increase[$1] }) {
        put(group: group, in: allowed[best])
      }
      remaining -= 1
    }
  }

  /// Songs of each cell in the whole corpus.
  private func cellTotals() -> [Int] {
    var totals = [Int](repeating: 0, count: strata.count)
    for cell in strata.cells { totals[cell] += 1 }
    return totals
  }

  /// How much X² = Σ (found − expected)² / expected grows when the group is put in the part.
  private func chiSquareIncrease(of group: Int, in part: Int, _ totals: [Int]) -> Double {
    let share = Double(sizes[part]) / Double(strata.cells.count)
    let everything = totals.map { _ in 0 }
    return (strata.margins + [everything, Array(totals.indices)]).reduce(0) { sum, margin in
      var added: [Int: Int] = [:]
      for song in groups[group] { added[margin[strata.cells[song]], default: 0] += 1 }
      return added.sorted { $0.key < $1.key }.reduce(sum) { sum, entry in
        let (value, songs) = entry
        let cells = totals.indices.filter { margin[$0] == value }
        let expected = share * Double(cells.reduce(0) { $0 + totals[$1] })
        let found = Double(cells.reduce(0) { $0 + counts[$1][part] })
        return sum + Double(songs) * (2 * (found - expected) + Double(songs)) / expected
      }
    }
  }

  // MARK: - Single songs

  private mutating func distributeSingleSongs() {
    var waiting = [[Int]](repeating: [], count: strata.count)
    for group in groups.indices where groups[group].count == 1 {
      waiting[strata.cells[groups[group][0]]].append(group)
    }
    for cell in waiting.indices { generator.shuffle(&waiting[cell]) }
    let singles = waiting.reduce(0) { $0 + $1.count }
    guard singles > 0 else { return }

    let filled = sizes.indices.map(songs(inPart:))
    var wanted = apportion(
      singles, shares: sizes.indices.map { Double(max(0, sizes[$0] - filled[$0])) },
      minimum: filled.map { $0 == 0 ? 1 : 0 })
    let need = remainingNeed()
    var order = sizes.indices.sorted { (-wanted[$0], $0) < (-wanted[$1], $1) }
    while let part = order.first {
      let columns = order.map { wanted[$0] }
      let targets = fitted(
        need.map { row in order.map { row[$0] } }, rows: waiting.map(\.count), columns: columns)
      let chosen = controlledRounding(
        targets.map { $0[0] }, margins: strata.margins, using: &generator)
      for (cell, number) in chosen.enumerated() {
        for group in waiting[cell].suffix(number) { put(group: group, in: part) }
        waiting[cell].removeLast(min(number, waiting[cell].count))
      }
      wanted[part] = 0
      order.removeFirst()
    }
  }

  /// How many songs each cell still needs in each part; a little where it has enough, so that the
  /// fit can always reach the sums.
  private func remainingNeed() -> [[Double]] {
    let totals = cellTotals()
    return totals.indices.map { cell in
      sizes.indices.map { part in
        let expected = Double(totals[cell] * sizes[part]) / Double(strata.cells.count)
        return max(expected - Double(counts[cell][part]), expected / 1000)
      }
    }
  }
}
