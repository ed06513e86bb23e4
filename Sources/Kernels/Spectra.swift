internal import CKernels

/// y = x·w, element by element, all of one length.
public func multiply(_ x: Span<Float>, _ w: Span<Float>, into y: inout MutableSpan<Float>) {
  let count = y.count
  precondition(x.count == count && w.count == count)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe w.withUnsafeBufferPointer { w in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe ck_multiply(x.baseAddress, w.baseAddress, y.baseAddress, count)
      }
    }
  }
}

/// |X_k|² of complex numbers.
///
/// - Parameters:
///   - spectrum: Real and imaginary parts by turns, (2K).
///   - power: Receives the squares, (K).
public func squareMagnitudes(of spectrum: Span<Float>, into power: inout MutableSpan<Float>) {
  let count = power.count
  precondition(spectrum.count == 2 * count)
  unsafe spectrum.withUnsafeBufferPointer { spectrum in
    unsafe power.withUnsafeMutableBufferPointer { power in
      unsafe ck_power(spectrum.baseAddress, power.baseAddress, count)
    }
  }
}

/// A matrix whose rows are zero but for one run of columns each.
public struct BandedRows: Sendable, Equatable {
  /// Columns of the matrix.
  public let columns: Int
  private var firstColumns: [Int32] = []
  private var starts: [Int32] = [0]
  private var weights: [Float] = []

  /// Number of rows.
  public var count: Int { firstColumns.count }

  /// An empty matrix.
  ///
  /// - Parameter columns: 1 … 2³⁰.
  public init(columns: Int) {
    precondition((1...(1 << 30)).contains(columns))
    self.columns = columns
  }

  /// Appends a row.
  ///
  /// - Parameters:
  ///   - run: The weights that may differ from zero.
  ///   - column: Of the first of them.
  public mutating func append(_ run: [Float], from column: Int) {
    precondition(column >= 0 && column + run.count <= columns)
    // Zeros fill the last group of eight, where there is room; at the last columns they go before.
    let missing = -run.count & 7
    let filled = run.count + missing <= columns ? missing : 0
    let before = max(0, column + run.count + filled - columns)
    weights += Array(repeating: 0, count: before) + run
    weights += Array(repeating: 0, count: filled - before)
    firstColumns.append(Int32(column - before))
    starts.append(Int32(weights.count))
  }

  /// The weights of a row that may differ from zero, and the column of the first.
  public func run(ofRow row: Int) -> (column: Int, weights: ArraySlice<Float>) {
    (Int(firstColumns[row]), weights[Int(starts[row])..<Int(starts[row + 1])])
  }

  /// The product with a vector: Σ_k w_rk·x_k for every row r, in an order that depends on the matrix
  /// alone.
  ///
  /// - Parameters:
  ///   - x: A vector, (``columns``).
  ///   - place: Where the first sum goes.
  ///   - stride: How far apart the sums go, ≥ 1.
  ///   - y: Receives the sums.
  public func multiply(
    _ x: Span<Float>, at place: Int, stride: Int, into y: inout MutableSpan<Float>
  ) {
    guard count > 0 else { return }
    precondition(x.count == columns && place >= 0 && stride >= 1)
    precondition(place + (count - 1) * stride < y.count)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe y.withUnsafeMutableBufferPointer { y in
        unsafe ck_sparse_product(
          x.baseAddress, weights, firstColumns, starts, count,
          y.baseAddress.map { unsafe $0 + place }, stride)
      }
    }
  }
}
