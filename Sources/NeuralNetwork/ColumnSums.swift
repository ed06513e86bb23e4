public import LinearAlgebra
internal import Parallelism

/// Rows and columns that are summed together. Fixed, since the bits of a sum depend on them.
private let (rowsPerTile, columnsPerTile) = (1024, 2048)

extension Matrix {
  /// The sum of each column, in `Double` and in the order of the rows; any number of threads gives
  /// the same bits.
  public func columnSums(threads: Int = 1) -> [Double] {
    let elements = elements
    return NeuralNetwork.columnSums(rows: rows, columns: columns, threads: threads) { i, _ in
      Double(elements[i])
    }
  }
}

/// Sums by column of what `term` makes of each index into a matrix by rows and its column.
@inline(__always)
func columnSums(
  rows: Int, columns: Int, threads: Int, _ term: @Sendable (_ index: Int, _ column: Int) -> Double
) -> [Double] {
  let across = (columns + columnsPerTile - 1) / columnsPerTile
  let down = (rows + rowsPerTile - 1) / rowsPerTile
  let tiles = concurrentValues(count: across * down, threads: threads) { tile in
    let first = tile % across * columnsPerTile
    var sums = [Double](repeating: 0, count: min(columnsPerTile, columns - first))
    let top = tile / across * rowsPerTile
    for i in top..<min(top + rowsPerTile, rows) {
      for j in 0..<sums.count { sums[j] += term(i * columns + first + j, first + j) }
    }
    return sums
  }
  var sums = [Double](repeating: 0, count: columns)
  for (tile, part) in tiles.enumerated() {
    for j in 0..<part.count { sums[tile % across * columnsPerTile + j] += part[j] }
  }
  return sums
}

extension [Float] {
  /// Elements of whole rows of this length that one worker takes at a time.
  static func chunk(ofRowsOf columns: Int) -> Int { columns * Swift.max(1, (1 << 16) / columns) }

  /// Fills a matrix by rows with one row, over and over.
  mutating func fill(withRow row: [Float], threads: Int) {
    withConcurrentChunks(of: Self.chunk(ofRowsOf: row.count), threads: threads) { _, part in
      for start in stride(from: 0, to: part.count, by: row.count) {
        for j in 0..<row.count { part[start + j] = row[j] }
      }
    }
  }
}
