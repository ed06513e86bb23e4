internal import Kernels

/// Squared Euclidean distances between rows and others, made a tile at a time, so that they never
/// need memory for all pairs.
///
/// ‖a − b‖² = ‖a‖² + ‖b‖² − 2·a·b is fast, by matrix products, and cancels where rows nearly
/// coincide. So products only sort out which pairs matter, by a bound of their rounding (Higham
/// 2002, doi 10.1137/1.9780898718027, section 3.1), and what a result depends on is computed from
/// differences in `Double`: results are exact but for the rounding of `Double`, and the same at any
/// number of threads.
///
/// n rows, m others, d columns.
public struct SquaredDistances: Sendable {
  /// The rows as given (n, d).
  public let rows: Matrix
  /// The others as given (m, d); the rows themselves in distances among rows.
  public let others: Matrix
  /// Whether the others are the rows themselves.
  public let isAmongRows: Bool

  /// The mean of the others (d): what is far from 0 would cancel.
  private let mean: [Float]
  /// Rows and others less the mean, rounded.
  let centredRows: Matrix
  let centredOthers: Matrix
  /// Their squared norms, not rounded.
  let rowNorms: [Double]
  let otherNorms: [Double]
  /// ε, a bound of the rounding of a product of centred rows and of what is added to it, in units of
  /// the sum of both norms: half an ulp for each term, and as much for centring, norms and sums.
  let epsilon: Double
  /// (1 − ε)·‖·‖² of the others, rounded.
  let lessenedNorms: [Float]

  /// Distances among rows.
  ///
  /// - Parameters:
  ///   - x: (n, d), finite, of magnitudes up to 1e15.
  ///   - threads: Number of workers, ≥ 1.
  public init(among x: Matrix, threads: Int = 1) {
    let mean = x.columnMeans(threads: threads).map { Float($0) }
    let centred = x.subtracting(mean, threads: threads)
    let norms = x.squaredDistances(to: mean, threads: threads)
    self.init(x, x, mean, centred, centred, norms, norms, isAmongRows: true)
  }

  /// Distances from rows to others.
  ///
  /// - Parameters:
  ///   - rows: (n, d), finite, of magnitudes up to 1e15.
  ///   - others: (m, d), likewise.
  ///   - threads: Number of workers, ≥ 1.
  public init(from rows: Matrix, to others: Matrix, threads: Int = 1) {
    precondition(rows.columns == others.columns, "rows have another number of columns")
    let mean = others.columnMeans(threads: threads).map { Float($0) }
    self.init(
      rows, others, mean, rows.subtracting(mean, threads: threads),
      others.subtracting(mean, threads: threads),
      rows.squaredDistances(to: mean, threads: threads),
      others.squaredDistances(to: mean, threads: threads), isAmongRows: false)
  }

  private init(
    _ rows: Matrix, _ others: Matrix, _ mean: [Float], _ centredRows: Matrix,
    _ centredOthers: Matrix, _ rowNorms: [Double], _ otherNorms: [Double], isAmongRows: Bool
  ) {
    self.rows = rows
    self.others = others
    self.mean = mean
    self.centredRows = centredRows
    self.centredOthers = centredOthers
    self.rowNorms = rowNorms
    self.otherNorms = otherNorms
    self.isAmongRows = isAmongRows
    let epsilon = Double(rows.columns + 32) * 0x1p-24
    self.epsilon = epsilon
    lessenedNorms = otherNorms.map { Float((1 - epsilon) * $0) }
  }

  // MARK: - Exact

  /// The squared distance of row i and other j, from differences in `Double`: the same bits both
  /// ways, exactly 0 where they coincide.
  public func callAsFunction(_ i: Int, _ j: Int) -> Double {
    let d = rows.columns
    precondition(i >= 0 && i < rows.rows && j >= 0 && j < others.rows, "no such row")
    let (a, b) = (rows.elements, others.elements)
    return squaredDistance(
      a.span.extracting((i * d)..<((i + 1) * d)), b.span.extracting((j * d)..<((j + 1) * d)))
  }

  // MARK: - By products of doubles

  /// Squared distances of consecutive rows to consecutive others, by products of `Double`, with an
  /// error of about 1e-16·d of the squared norms about the mean; what nearly cancels is computed
  /// from differences.
  ///
  /// - Parameters:
  ///   - tile: Begins with the distances, (chosen.count, chosenOthers.count) by rows; it grows to
  ///     hold them, and can be used again.
  ///   - chosen: Numbers of rows.
  ///   - chosenOthers: Numbers of others.
  public func fill(_ tile: inout [Double], rows chosen: Range<Int>, others chosenOthers: Range<Int>)
  {
    let width = chosenOthers.count
    let count = chosen.count * width
    if tile.count < count { tile += Array(repeating: 0, count: count - tile.count) }
    multiply(
      centredDoubles(rows, chosen), centredDoubles(others, chosenOthers), .transposed,
      rows: chosen.count, columns: width, terms: rows.columns, into: &tile)
    unsafe tile.withUnsafeMutableBufferPointer { tile in
      unsafe otherNorms.withUnsafeBufferPointer { norms in
        for i in chosen {
          let (norm, base) = (rowNorms[i], (i - chosen.lowerBound) * width)
          for place in 0..<width {
            let j = chosenOthers.lowerBound + place
            let sum = unsafe norm + norms[j]
            let distance = unsafe sum - 2 * tile[base + place]
            unsafe tile[base + place] = distance < 1e-9 * sum ? self(i, j) : distance
          }
        }
      }
    }
  }

  private func centredDoubles(_ x: Matrix, _ rows: Range<Int>) -> [Double] {
    let d = x.columns
    return unsafe Array(unsafeUninitializedCapacity: rows.count * d) { buffer, count in
      for i in 0..<rows.count {
        for t in 0..<d {
          unsafe buffer[i * d + t] =
            Double(x.elements[(rows.lowerBound + i) * d + t]) - Double(mean[t])
        }
      }
      count = rows.count * d
    }
  }
}
