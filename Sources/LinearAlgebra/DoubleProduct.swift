internal import COpenBLAS
internal import Parallelism

/// Rows of a product that one call computes. Fixed, since the bits of a product depend on it.
private let rowsPerTile = 64

/// The product a·op(b) of two matrices of doubles by rows. Result bits do not depend on `threads`.
///
/// The corresponding BLAS routine is `dgemm`.
///
/// - Parameters:
///   - a: (m, k).
///   - b: op(b) is (k, n).
///   - orientation: How `b` enters.
///   - m: Rows of the product.
///   - n: Columns of the product.
///   - k: Terms of each sum.
///   - threads: Number of workers, ≥ 1.
/// - Returns: (m, n).
public func product(
  _ a: [Double], _ b: [Double], _ orientation: Orientation = .asStored,
  rows m: Int, columns n: Int, terms k: Int, threads: Int = 1
) -> [Double] {
  var c = [Double](repeating: 0, count: m * n)
  multiply(a, b, orientation, rows: m, columns: n, terms: k, into: &c, threads: threads)
  return c
}

/// The product a·op(b) of two matrices of doubles by rows, into memory that is used again; see
/// ``product(_:_:_:rows:columns:terms:threads:)``.
///
/// - Parameter c: Begins with the product, (m, n) by rows; the rest is left as it is.
public func multiply(
  _ a: [Double], _ b: [Double], _ orientation: Orientation = .asStored,
  rows m: Int, columns n: Int, terms k: Int, into c: inout [Double], threads: Int = 1
) {
  precondition(
    a.count == m * k && b.count == k * n && c.count >= m * n, "shapes do not fit")
  guard m > 0, n > 0 else { return }
  guard k > 0 else {
    for place in 0..<(m * n) { c[place] = 0 }
    return
  }
  _ = oneThreadPerCall
  c.withConcurrentChunks(of: rowsPerTile * n, in: 0..<(m * n), threads: threads) { tile, chunk in
    unsafe a.withUnsafeBufferPointer { pa in
      unsafe chunk.withUnsafeMutableBufferPointer { pc in
        unsafe cblas_dgemm(
          CblasRowMajor, CblasNoTrans, orientation.cblas, blasint(pc.count / n), blasint(n),
          blasint(k), 1, pa.baseAddress.map { unsafe $0 + tile * rowsPerTile * k }, blasint(k), b,
          blasint(orientation == .asStored ? n : k), 0, pc.baseAddress, blasint(n))
      }
    }
  }
}

/// Adds a Gram matrix to the lower triangle of `c`: c ← a·aᵀ + c, or aᵀ·a + c when transposed.
///
/// Above the diagonal `c` is left with parts of the sum. The corresponding BLAS routine is
/// `dgemm`, by tiles of rows. Result bits do not depend on `threads`.
///
/// - Parameters:
///   - a: (rows, columns).
///   - orientation: As stored, products between rows; transposed, products between columns.
///   - rows: Rows of `a`.
///   - columns: Columns of `a`.
///   - c: (n, n) by rows, n = rows, or columns when transposed.
///   - threads: Number of workers, ≥ 1.
public func addGramMatrix(
  of a: [Double], _ orientation: Orientation = .asStored, rows: Int, columns: Int,
  into c: inout [Double], threads: Int = 1
) {
  let (n, k) = orientation == .asStored ? (rows, columns) : (columns, rows)
  precondition(a.count == rows * columns && c.count == n * n, "shapes do not fit")
  guard n > 0, k > 0 else { return }
  _ = oneThreadPerCall
  let other: Orientation = orientation == .asStored ? .transposed : .asStored
  c.withConcurrentChunks(of: rowsPerTile * n, threads: threads) { tile, chunk in
    let first = tile * rowsPerTile
    let count = chunk.count / n
    unsafe a.withUnsafeBufferPointer { pa in
      unsafe chunk.withUnsafeMutableBufferPointer { pc in
        let start = orientation == .asStored ? first * columns : first
        unsafe cblas_dgemm(
          CblasRowMajor, orientation.cblas, other.cblas,
          blasint(count), blasint(first + count), blasint(k), 1,
          pa.baseAddress.map { unsafe $0 + start }, blasint(columns),
          pa.baseAddress, blasint(columns), 1, pc.baseAddress, blasint(n))
      }
    }
  }
}
