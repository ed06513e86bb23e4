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
  /// The cell of each song.
  private let cells: [Int]
  /// For each label the value of each cell.
  private let labels: [[Int]]
  /// By each label, all together, and by each cell.
  private var margins: [Margin]
  /// Songs that each part is to have.
  private let sizes: [Int]
  private var generator: Generator
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
    self.generator = generator
    cells = strata.cells
    labels = strata.margins
    let everything = [Int](repeating: 0, count: strata.count)
    margins = (labels + [everything, Array(0..<strata.count)]).map {
      [cells] in Margin($0, of: cells, parts: shares.count)
    }
    sizes = apportion(strata.cells.count, shares: shares, minimum: shares.map { _ in 1 })
    parts = groups.map { _ in nil }
  }

  /// The part of each group.
  mutating func distribute() -> [Int] {
    distributeLargeGroups()
    distributeSingleSongs()
    return parts.compactMap { $0 }
  }

  private var byCell: Margin { margins[labels.count + 1] }

  private func songs(inPart part: Int) -> Int { margins[labels.count].counts[0][part] }

  private mutating func put(group: Int, in part: Int) {
    parts[group] = part
    for song in groups[group] {
      for margin in margins.indices { margins[margin].count(cells[song], in: part) }
    }
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
    for (_, group) in ranked {
      let empty = sizes.indices.filter { songs(inPart: $0) == 0 }
      let allowed = empty.count >= remaining ? empty : Array(sizes.indices)
      let added = margins.map { margin in margin.values(of: groups[group].map { cells[$0] }) }
      let increase = allowed.map { chiSquareIncrease(of: added, in: $0) }
      if let best = increase.indices.min(by: { increase[$0] < increase[$1] }) {
        put(group: group, in: allowed[best])
      }
      remaining -= 1
    }
  }

  /// How much X² = Σ (found − expected)² / expected grows when songs are put in the part.
  ///
  /// - Parameter added: Of each margin, how many songs there are of which values.
  private func chiSquareIncrease(
    of added: [[(value: Int, songs: Int)]], in part: Int
  ) -> Double {
    let share = Double(sizes[part]) / Double(cells.count)
    return zip(margins, added).reduce(0) { sum, entry in
      let (margin, added) = entry
      return added.reduce(sum) { sum, entry in
        let (value, songs) = entry
        let expected = share * Double(margin.totals[value])
        let found = Double(margin.counts[value][part])
        return sum + Double(songs) * (2 * (found - expected) + Double(songs)) / expected
      }
    }
  }

  // MARK: - Single songs

  private mutating func distributeSingleSongs() {
    var waiting = [[Int]](repeating: [], count: byCell.totals.count)
    for group in groups.indices where groups[group].count == 1 {
      waiting[cells[groups[group][0]]].append(group)
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
        targets.map { $0[0] }, margins: labels, using: &generator)
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
    byCell.totals.indices.map { cell in
      sizes.indices.map { part in
        let expected = Double(byCell.totals[cell] * sizes[part]) / Double(cells.count)
        return max(expected - Double(byCell.counts[cell][part]), expected / 1000)
      }
    }
  }
}

/// Songs by one value of theirs.
private struct Margin {
  /// The value of each cell.
  private let ofCell: [Int]
  /// Songs of each value in the whole corpus.
  let totals: [Int]
  /// Songs that each value has in each part so far.
  private(set) var counts: [[Int]]

  init(_ ofCell: [Int], of cells: [Int], parts: Int) {
    var totals = [Int](repeating: 0, count: (ofCell.max() ?? -1) + 1)
    for cell in cells { totals[ofCell[cell]] += 1 }
    self.ofCell = ofCell
    self.totals = totals
    counts = totals.map { _ in [Int](repeating: 0, count: parts) }
  }

  mutating func count(_ cell: Int, in part: Int) { counts[ofCell[cell]][part] += 1 }

  /// How many of these songs have which values, ascending.
  ///
  /// - Parameter cells: Each song's cell.
  func values(of cells: [Int]) -> [(value: Int, songs: Int)] {
    var found: [(value: Int, songs: Int)] = []
    for value in cells.map({ ofCell[$0] }).sorted() {
      if found.last?.value == value {
        found[found.count - 1].songs += 1
      } else {
        found.append((value, 1))
      }
    }
    return found
  }
}
