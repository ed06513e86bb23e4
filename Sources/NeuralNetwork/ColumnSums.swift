internal import Kernels
public import LinearAlgebra
internal import Parallelism

/// Rows and columns that are summed together. Fixed, since the bits of a sum depend on them.
private let (rowsPerTile, columnsPerTile) = (1024, 2048)

extension Matrix {
  /// The sum of each column, in `Double` and in the order of the rows; any number of threads gives
  /// the same bits.
  public func columnSums(threads: Int = 1) -> [Double] {
    NeuralNetwork.columnSums(of: elements, columns: columns, threads: threads)
  }
}

/// The sum of each column of a matrix by rows; see ``LinearAlgebra/Matrix/columnSums(threads:)``.
func columnSums(of values: [Float], columns: Int, threads: Int) -> [Double] {
  columnSums(rows: values.count / max(1, columns), columns: columns, threads: threads) {
    rows, part, sums in
    let first = rows.lowerBound * columns + part.lowerBound
    let end = (rows.upperBound - 1) * columns + part.upperBound
    addColumns(of: values.span.extracting(first..<end), stride: columns, to: &sums)
  }
}

/// Sums by column, of which `add` adds those of some rows and columns.
func columnSums(
  rows: Int, columns: Int, threads: Int,
  _ add: @Sendable (_ rows: Range<Int>, _ columns: Range<Int>, _ sums: inout [Double]) -> Void
) -> [Double] {
  let across = (columns + columnsPerTile - 1) / columnsPerTile
  let down = (rows + rowsPerTile - 1) / rowsPerTile
  let tiles = concurrentValues(count: across * down, threads: threads) { tile in
    let (top, first) = (tile / across * rowsPerTile, tile % across * columnsPerTile)
    let part = first..<min(first + columnsPerTile, columns)
    var sums = [Double](repeating: 0, count: part.count)
    add(top..<min(top + rowsPerTile, rows), part, &sums)
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
