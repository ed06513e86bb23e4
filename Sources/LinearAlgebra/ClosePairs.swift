/// Two rows, `first` and `second`, by their numbers.
public struct RowPair: Sendable, Equatable {
  /// The number of a row.
  public let first: Int32
  /// The number of an other; above `first` in distances among rows.
  public let second: Int32
}

extension SquaredDistances {
  /// Tiles that together hold every pair of a row and an other; each pair of two rows once in
  /// distances among rows. There are at most 2³¹ rows.
  public var tiles: [(rows: Range<Int>, others: Range<Int>)] {
    let rowStarts = stride(from: 0, to: rows.rows, by: ProductFilter.rowsPerTile)
    let otherStarts = stride(from: 0, to: others.rows, by: ProductFilter.othersPerTile)
    return rowStarts.flatMap { row in
      otherStarts.lazy.filter { !isAmongRows || $0 + ProductFilter.othersPerTile > row }.map {
        (
          row..<min(row + ProductFilter.rowsPerTile, rows.rows),
          $0..<min($0 + ProductFilter.othersPerTile, others.rows)
        )
      }
    }
  }

  /// The pairs of a tile at most a distance apart, exact; each pair once in distances among rows,
  /// and no row with itself.
  ///
  /// - Parameters:
  ///   - tile: See ``tiles``.
  ///   - squaredRadius: The square of the distance, ≥ 0; a distance equal to it is within it.
  public func pairs(
    in tile: (rows: Range<Int>, others: Range<Int>), within squaredRadius: Double
  ) -> [RowPair] {
    var filter = ProductFilter(self)
    filter.load(rows: tile.rows, others: tile.others)
    var pairs: [RowPair] = []
    for (place, row) in tile.rows.enumerated() {
      let near = filter.others(
        within: squaredRadius, of: row, at: place, among: tile.others)
      for (other, least) in near where !isAmongRows || other > row {
        if filter.mostSquared(row, other, atLeast: least) < squaredRadius
          || self(row, other) <= squaredRadius
        {
          pairs.append(RowPair(first: Int32(row), second: Int32(other)))
        }
      }
    }
    return pairs
  }
}
