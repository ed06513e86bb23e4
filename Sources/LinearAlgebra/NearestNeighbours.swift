internal import Parallelism

/// The nearest others of each row, exact.
public struct NearestNeighbours: Sendable, Equatable {
  /// Neighbours of each row, k.
  public let count: Int
  /// Numbers of the others (n, k), by ascending distance; the lowest first on a tie.
  public let indices: [Int]
  /// Their squared distances (n, k).
  public let squaredDistances: [Double]
}

extension SquaredDistances {
  /// The nearest others of each row: O(n·m·d) time, no memory for all pairs.
  ///
  /// - Parameters:
  ///   - count: Neighbours of each row, 0 … m; among rows a row is not its own neighbour, so
  ///     0 … n − 1.
  ///   - threads: Number of workers, ≥ 1; the result does not depend on it.
  public func nearest(_ count: Int, threads: Int = 1) -> NearestNeighbours {
    precondition(
      count >= 0 && count <= max(0, others.rows - (isAmongRows ? 1 : 0)),
      "there are not as many others")
    guard count > 0 else { return NearestNeighbours(count: 0, indices: [], squaredDistances: []) }
    let size = ProductFilter.rowsPerTile
    let blocks = concurrentValues(count: (rows.rows + size - 1) / size, threads: threads) {
      nearest(count, of: ($0 * size)..<min(($0 + 1) * size, rows.rows))
    }
    return NearestNeighbours(
      count: count, indices: blocks.flatMap { $0.flatMap { $0.map(\.other) } },
      squaredDistances: blocks.flatMap { $0.flatMap { $0.map(\.distance) } })
  }

  private func nearest(
    _ count: Int, of block: Range<Int>
  ) -> [[(distance: Double, other: Int)]] {
    var filter = ProductFilter(self)
    var candidates = block.map { _ in Candidates(wanted: count) }
    for start in stride(from: 0, to: others.rows, by: ProductFilter.othersPerTile) {
      let tile = start..<min(start + ProductFilter.othersPerTile, others.rows)
      filter.load(rows: block, others: tile)
      for (place, row) in block.enumerated() {
        let near = filter.others(
          within: candidates[place].squaredReach, of: row, at: place, among: tile)
        for (other, least) in near where !isAmongRows || other != row {
          candidates[place].add(other, atLeast: least, row, filter)
        }
      }
    }
    return zip(block, candidates).map { row, candidates in
      Array(
        candidates.found.map { (distance: self(row, $0.other), other: $0.other) }
          .sorted { ($0.distance, $0.other) < ($1.distance, $1.other) }
          .prefix(count))
    }
  }
}

/// The others that may be among the nearest of a row.
private struct Candidates {
  private let wanted: Int
  private var limit: Int
  private(set) var found: [(other: Int, least: Double)] = []
  /// No other farther than this, squared, is among the nearest.
  private(set) var squaredReach = Double.infinity

  init(wanted: Int) {
    self.wanted = wanted
    limit = 2 * wanted + 32
  }

  mutating func add(_ other: Int, atLeast least: Double, _ row: Int, _ filter: ProductFilter) {
    guard least <= squaredReach else { return }
    found.append((other, least))
    guard found.count >= limit else { return }
    squaredReach =
      found.map { filter.mostSquared(row, $0.other, atLeast: $0.least) }
      .sorted()[wanted - 1]
    found.removeAll { $0.least > squaredReach }
    limit = max(limit, 2 * found.count)
  }
}
