internal import COpenBLAS

/// A matrix by rows as part of memory: element (i, j) is `offset + i·leading + j`.
public struct Block: Sendable {
  /// Where it begins.
  public var offset: Int
  /// Number of rows.
  public var rows: Int
  /// Number of columns.
  public var columns: Int
  /// From row to row, ≥ columns.
  public var leading: Int

  /// A part whose rows lie apart; without `leading` one after another.
  public init(offset: Int = 0, rows: Int, columns: Int, leading: Int? = nil) {
    precondition(offset >= 0 && rows >= 0 && columns >= 0 && (leading ?? columns) >= columns)
    self.offset = offset
    self.rows = rows
    self.columns = columns
    self.leading = leading ?? columns
  }

  /// Elements of memory from its first to beyond its last.
  var end: Int { rows == 0 ? offset : offset + (rows - 1) * leading + columns }
}

/// Adds a product to a matrix scaled by `beta`, all parts of memory, on the calling thread: C ←
/// A·op(B) + beta·C.
///
/// The corresponding BLAS routine is `sgemm`.
///
/// - Parameters:
///   - a: Holds A, (M, K).
///   - placeA: Where.
///   - b: Holds B; op(B) is (K, N).
///   - placeB: Where.
///   - orientation: How B enters.
///   - beta: 0 overwrites C, whatever it holds; 1 accumulates.
///   - c: Holds C, (M, N).
///   - placeC: Where.
public func multiply(
  _ a: Span<Float>, _ placeA: Block, _ b: Span<Float>, _ placeB: Block,
  _ orientation: Orientation = .asStored, beta: Float = 0, into c: inout MutableSpan<Float>,
  at placeC: Block
) {
  let (m, n, k) = (placeC.rows, placeC.columns, placeA.columns)
  let (rows, columns) = orientation == .asStored ? (k, n) : (n, k)
  precondition(
    placeA.rows == m && placeB.rows == rows && placeB.columns == columns, "shapes do not fit")
  precondition(placeA.end <= a.count && placeB.end <= b.count && placeC.end <= c.count)
  guard m > 0, n > 0, k > 0 else { return }
  _ = oneThreadPerCall
  unsafe a.withUnsafeBufferPointer { pa in
    unsafe b.withUnsafeBufferPointer { pb in
      unsafe c.withUnsafeMutableBufferPointer { pc in
        unsafe cblas_sgemm(
          CblasRowMajor, CblasNoTrans, orientation.cblas, blasint(m), blasint(n), blasint(k), 1,
          pa.baseAddress.map { unsafe $0 + placeA.offset }, blasint(placeA.leading),
          pb.baseAddress.map { unsafe $0 + placeB.offset }, blasint(placeB.leading), beta,
          pc.baseAddress.map { unsafe $0 + placeC.offset }, blasint(placeC.leading))
      }
    }
  }
}
