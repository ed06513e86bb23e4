public import LinearAlgebra
internal import Parallelism

/// Columns that are summed together. They do not share sums: any number gives the same bits.
private let columnsPerChunk = 2048

extension Matrix {
  /// The sum of each column, in `Double` and in the order of the rows.
  public func columnSums(threads: Int = 1) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    let (rows, columns, elements) = (rows, columns, elements)
    sums.withConcurrentChunks(of: columnsPerChunk, threads: threads) { chunk, part in
      let count = part.count
      for i in 0..<rows {
        let start = i * columns + chunk * columnsPerChunk
        for j in 0..<count { part[j] += Double(elements[start + j]) }
      }
    }
    return sums
  }
}
