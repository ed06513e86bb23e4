internal import Parallelism

/// Rows that one worker multiplies at a time.
private let rowsPerBlock = 512

/// Weights between rows that are neighbours, the same both ways: a symmetric sparse matrix without
/// a diagonal, by rows.
public struct SymmetricWeights: Sendable, Equatable {
  /// Where the entries of each row begin, and where the last end (n + 1).
  public let starts: [Int]
  /// The other row of each entry, ascending within a row.
  public let others: [Int32]
  /// The weight of each entry.
  public let values: [Float]

  /// Number of rows, n.
  public var count: Int { starts.count - 1 }

  /// No weights.
  ///
  /// - Parameter count: Number of rows.
  public init(alone count: Int) {
    starts = Array(repeating: 0, count: count + 1)
    others = []
    values = []
  }

  /// Joins the weights that rows give their neighbours with those that they get from them.
  ///
  /// - Parameters:
  ///   - neighbours: The neighbours of each row, k each, all different, never itself (n · k).
  ///   - weights: The weight that the row gives each (n · k).
  ///   - k: Neighbours of a row, ≥ 1.
  ///   - join: Makes one weight of the two, 0 standing for none; the same for exchanged arguments.
  public init(
    neighbours: [Int32], weights: [Float], perRow k: Int, join: (Float, Float) -> Float
  ) {
    precondition(k >= 1 && neighbours.count == weights.count, "one weight a neighbour")
    let n = neighbours.count / k
    var begin = [Int](repeating: 0, count: n + 1)
    for row in 0..<n { begin[row + 1] += k }
    for other in neighbours { begin[Int(other) + 1] += 1 }
    for row in 0..<n { begin[row + 1] += begin[row] }
    // Every weight stands in the rows of both, and so do both weights of a pair that are mutual.
    var place = begin
    var entries = [(other: Int32, weight: Float)](repeating: (0, 0), count: begin[n])
    for row in 0..<n {
      for index in (row * k)..<((row + 1) * k) {
        let other = Int(neighbours[index])
        entries[place[row]] = (neighbours[index], weights[index])
        entries[place[other]] = (Int32(row), weights[index])
        place[row] += 1
        place[other] += 1
      }
    }
    var starts = [0]
    var others: [Int32] = []
    var values: [Float] = []
    for row in 0..<n {
      let own = entries[begin[row]..<begin[row + 1]].sorted {
        ($0.other, $0.weight) < ($1.other, $1.weight)
      }
      var index = 0
      while index < own.count {
        let isMutual = index + 1 < own.count && own[index + 1].other == own[index].other
        others.append(own[index].other)
        values.append(join(own[index].weight, isMutual ? own[index + 1].weight : 0))
        index += isMutual ? 2 : 1
      }
      starts.append(others.count)
    }
    self.starts = starts
    self.others = others
    self.values = values
  }

  /// The sum of the weights of each row (n).
  public var degrees: [Double] {
    (0..<count).map { row in
      values[starts[row]..<starts[row + 1]].reduce(0) { $0 + Double($1) }
    }
  }

  /// S·W·S times a block, S being a diagonal matrix.
  ///
  /// - Parameters:
  ///   - block: (n, width) by rows.
  ///   - width: Columns of the block.
  ///   - scales: The diagonal of S (n).
  ///   - threads: Number of workers, ≥ 1; result bits do not depend on it.
  public func times(
    _ block: [Double], width: Int, scales: [Double], threads: Int = 1
  ) -> [Double] {
    precondition(block.count == count * width && scales.count == count, "shapes do not fit")
    var result = [Double](repeating: 0, count: block.count)
    result.withConcurrentChunks(of: rowsPerBlock * max(width, 1), threads: threads) { chunk, rows in
      for place in 0..<(rows.count / max(width, 1)) {
        let row = chunk * rowsPerBlock + place
        for index in starts[row]..<starts[row + 1] {
          let other = Int(others[index])
          let weight = Double(values[index]) * scales[row] * scales[other]
          for t in 0..<width { rows[place * width + t] += weight * block[other * width + t] }
        }
      }
    }
    return result
  }
}
