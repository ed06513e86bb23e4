internal import COpenBLAS
internal import Parallelism

/// OpenBLAS runs on the calling thread only: workers are ours, so that sums are taken in an order
/// that does not depend on their number. Set once, before the first call.
let oneThreadPerCall: Void = openblas_set_num_threads(1)

/// Memory whose users promise to touch disjoint parts.
@unsafe
private struct Shared: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
}

/// Adds a product to a matrix scaled by `beta`: C ← A·B + beta·C.
///
/// The corresponding BLAS routine is `sgemm`. Result bits do not depend on `threads`.
///
/// - Parameters:
///   - a: A, (M, K).
///   - b: B, (K, N).
///   - beta: 0 overwrites C, whatever it holds; 1 accumulates.
///   - c: Holds C, (M, N), by rows.
///   - offset: Where C begins in `c`.
///   - threads: Number of workers, ≥ 1.
public func multiply(
  _ a: Factor, _ b: Factor, beta: Float = 0, into c: inout [Float], at offset: Int = 0,
  threads: Int = 1
) {
  let (m, n, k) = (a.rows, b.columns, a.columns)
  precondition(k == b.rows, "shapes do not fit")
  precondition(offset >= 0 && offset + m * n <= c.count, "the result does not fit")
  guard m > 0, n > 0 else { return }
  let partition = ProductPartition(m: m, n: n, k: k)
  if partition.termsPerPart < k {
    multiplyByParts(a, b, partition, beta: beta, into: &c, at: offset, threads: threads)
    return
  }
  let (tileRows, tileColumns) = (partition.rowsPerTile, partition.columnsPerTile)
  let across = (n + tileColumns - 1) / tileColumns
  let tiles = (m + tileRows - 1) / tileRows * across
  unsafe c.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    let result = unsafe Shared(base: base + offset)
    concurrentLoop(count: tiles, threads: threads) { tile in
      let (row, column) = (tile / across * tileRows, tile % across * tileColumns)
      unsafe gemm(
        a, rows: row..<min(row + tileRows, m), b, columns: column..<min(column + tileColumns, n),
        terms: 0..<k, beta: beta, result.base + (row * n + column), leading: n)
    }
  }
}

/// Adds a product to a matrix scaled by `beta`, C ← A·B + beta·C, on the calling thread: for workers
/// that hold a part of a result each.
///
/// - Parameters:
///   - a: A, (M, K).
///   - b: B, (K, N).
///   - beta: 0 overwrites C, whatever it holds; 1 accumulates.
///   - c: Begins with C, (M, N), by rows.
public func multiply(
  _ a: Factor, _ b: Factor, beta: Float = 0, into c: inout MutableSpan<Float>
) {
  let (m, n, k) = (a.rows, b.columns, a.columns)
  precondition(k == b.rows, "shapes do not fit")
  precondition(m * n <= c.count, "the result does not fit")
  guard m > 0, n > 0 else { return }
  unsafe c.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { return }
    unsafe gemm(
      a, rows: 0..<m, b, columns: 0..<n, terms: 0..<k, beta: beta, base, leading: n)
  }
}

/// A small result of long sums: partial sums side by side, then added in order.
private func multiplyByParts(
  _ a: Factor, _ b: Factor, _ partition: ProductPartition, beta: Float, into c: inout [Float],
  at offset: Int, threads: Int
) {
  let (m, n, k) = (a.rows, b.columns, a.columns)
  let starts = Array(stride(from: 0, to: k, by: partition.termsPerPart))
  var partial = [Float](repeating: 0, count: starts.count * m * n)
  partial.withConcurrentChunks(of: m * n, threads: threads) { part, sums in
    let terms = starts[part]..<min(starts[part] + partition.termsPerPart, k)
    unsafe sums.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe gemm(a, rows: 0..<m, b, columns: 0..<n, terms: terms, beta: 0, base, leading: n)
    }
  }
  for i in 0..<(m * n) {
    var sum = beta == 0 ? 0 : beta * c[offset + i]
    for part in 0..<starts.count { sum += partial[part * m * n + i] }
    c[offset + i] = sum
  }
}

/// One BLAS call on this thread: the given rows of A, columns of B and terms of the sums.
@unsafe
private func gemm(
  _ a: Factor, rows: Range<Int>, _ b: Factor, columns: Range<Int>, terms: Range<Int>,
  beta: Float, _ c: UnsafeMutablePointer<Float>, leading: Int
) {
  _ = oneThreadPerCall
  unsafe a.elements.withUnsafeBufferPointer { pa in
    unsafe b.elements.withUnsafeBufferPointer { pb in
      unsafe cblas_sgemm(
        CblasRowMajor, a.orientation.cblas, b.orientation.cblas,
        blasint(rows.count), blasint(columns.count), blasint(terms.count), 1,
        pa.baseAddress.map { unsafe $0 + a.position(rows.lowerBound, terms.lowerBound) },
        blasint(max(1, a.storedColumns)),
        pb.baseAddress.map { unsafe $0 + b.position(terms.lowerBound, columns.lowerBound) },
        blasint(max(1, b.storedColumns)), beta, c, blasint(leading))
    }
  }
}

extension Orientation {
  var cblas: CBLAS_TRANSPOSE { self == .asStored ? CblasNoTrans : CblasTrans }
}

extension Factor {
  /// Where element (i, j) of the factor, as oriented, lies in its array.
  fileprivate func position(_ i: Int, _ j: Int) -> Int {
    offset + (orientation == .asStored ? i * storedColumns + j : j * storedColumns + i)
  }
}

// MARK: - Whole matrices

/// Adds a product of two matrices to `c` scaled by `beta`: c ← op(a)·op(b) + beta·c.
///
/// - Parameters:
///   - a: op(a) is (M, K).
///   - b: op(b) is (K, N).
///   - beta: 0 overwrites `c`, whatever it holds; 1 accumulates.
///   - c: The result, (M, N).
///   - threads: Number of workers, ≥ 1; result bits do not depend on it.
public func multiply(
  _ a: Matrix, _ orientationA: Orientation = .asStored,
  _ b: Matrix, _ orientationB: Orientation = .asStored,
  beta: Float = 0, into c: inout Matrix, threads: Int = 1
) {
  let (a, b) = (Factor(a, orientationA), Factor(b, orientationB))
  precondition(c.rows == a.rows && c.columns == b.columns, "shapes do not fit")
  multiply(a, b, beta: beta, into: &c.elements, threads: threads)
}

extension Matrix {
  /// The product op(self)·op(other); see ``multiply(_:_:_:_:beta:into:threads:)``.
  public func times(
    _ other: Matrix, _ orientation: Orientation = .asStored,
    selfAs selfOrientation: Orientation = .asStored, threads: Int = 1
  ) -> Matrix {
    var result = Matrix(
      rows: selfOrientation == .asStored ? rows : columns,
      columns: orientation == .asStored ? other.columns : other.rows)
    multiply(self, selfOrientation, other, orientation, into: &result, threads: threads)
    return result
  }
}
