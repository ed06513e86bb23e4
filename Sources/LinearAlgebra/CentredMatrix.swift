internal import Kernels
internal import Parallelism

/// Rows that one worker sums at a time. Fixed, since the order of sums depends on it.
private let rowsPerBlock = 1024

extension Matrix {
  /// The mean of each column, summed in `Double`; 0 where there are no rows.
  ///
  /// - Parameter threads: Number of workers, ≥ 1; result bits do not depend on it.
  /// - Returns: (columns).
  public func columnMeans(threads: Int = 1) -> [Double] {
    let d = columns
    let blocks = (rows + rowsPerBlock - 1) / rowsPerBlock
    let partial = concurrentValues(count: blocks, threads: threads) { block in
      var sum = [Double](repeating: 0, count: d)
      unsafe elements.withUnsafeBufferPointer { x in
        unsafe sum.withUnsafeMutableBufferPointer { sum in
          for i in (block * rowsPerBlock)..<min((block + 1) * rowsPerBlock, rows) {
            for t in 0..<d { unsafe sum[t] += Double(x[i * d + t]) }
          }
        }
      }
      return sum
    }
    var mean = [Double](repeating: 0, count: d)
    for sum in partial {
      for t in 0..<d { mean[t] += sum[t] }
    }
    return mean.map { $0 / Double(max(rows, 1)) }
  }

  /// The rows less a vector.
  ///
  /// - Parameters:
  ///   - vector: (columns).
  ///   - threads: Number of workers, ≥ 1.
  public func subtracting(_ vector: [Float], threads: Int = 1) -> Matrix {
    precondition(vector.count == columns, "one number a column")
    let d = columns
    var result = self
    guard d > 0 else { return result }
    result.elements.withConcurrentChunks(of: rowsPerBlock * d, threads: threads) { _, chunk in
      unsafe chunk.withUnsafeMutableBufferPointer { x in
        unsafe vector.withUnsafeBufferPointer { vector in
          for start in stride(from: 0, to: x.count, by: d) {
            for t in 0..<d { unsafe x[start + t] -= vector[t] }
          }
        }
      }
    }
    return result
  }

  /// ‖row − centre‖² of each row, in `Double` (rows).
  ///
  /// - Parameters:
  ///   - centre: (columns).
  ///   - threads: Number of workers, ≥ 1; result bits do not depend on it.
  public func squaredDistances(to centre: [Float], threads: Int = 1) -> [Double] {
    squaredDistances(
      to: Matrix(rows: 1, columns: columns, elements: centre),
      chosen: Array(repeating: 0, count: rows), threads: threads)
  }

  /// ‖row − centre‖² of each row and the centre chosen for it, in `Double` (rows).
  ///
  /// - Parameters:
  ///   - centres: (k, columns).
  ///   - chosen: The centre of each row (rows).
  ///   - threads: Number of workers, ≥ 1; result bits do not depend on it.
  public func squaredDistances(
    to centres: Matrix, chosen: [Int], threads: Int = 1
  ) -> [Double] {
    precondition(centres.columns == columns && chosen.count == rows, "one centre a row")
    let d = columns
    var distances = [Double](repeating: 0, count: rows)
    distances.withConcurrentChunks(of: rowsPerBlock, threads: threads) { block, chunk in
      let (x, centres) = (elements, centres.elements)
      for place in 0..<chunk.count {
        let i = block * rowsPerBlock + place
        chunk[place] = squaredDistance(
          x.span.extracting((i * d)..<((i + 1) * d)),
          centres.span.extracting((chosen[i] * d)..<((chosen[i] + 1) * d)))
      }
    }
    return distances
  }

  /// Adds each of some rows to the sum of its group, in `Double`, on the calling thread.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of rows.
  ///   - groups: The group of each row (rows).
  ///   - sums: (number of groups, columns).
  public func add(rows chosen: Range<Int>, to sums: inout [Double], groups: [Int]) {
    precondition(groups.count == rows, "one group a row")
    let x = elements
    addRows(
      x.span.extracting((chosen.lowerBound * columns)..<(chosen.upperBound * columns)),
      columns: columns, groups: groups.span.extracting(chosen), to: &sums)
  }

  /// The products of some rows with other rows, on the calling thread.
  ///
  /// - Parameters:
  ///   - out: Begins with the products (chosen.count, k); the rest is left as it is.
  ///   - chosen: Numbers of rows.
  ///   - others: (k, columns).
  public func fillProducts(_ out: inout [Float], rows chosen: Range<Int>, others: Matrix) {
    precondition(others.columns == columns && out.count >= chosen.count * others.rows)
    // A general product packs the rows first, which pays where there are many others.
    guard others.rows <= 16, columns > 0 else {
      let rows = Factor(
        elements, offset: chosen.lowerBound * columns, rows: chosen.count, columns: columns)
      multiply(rows, Factor(others, .transposed), into: &out)
      return
    }
    let (x, c) = (elements, others.elements)
    multiplyNarrow(
      x.span.extracting((chosen.lowerBound * columns)..<(chosen.upperBound * columns)), c.span,
      columns: columns, into: &out)
  }
}
