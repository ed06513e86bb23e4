internal import COpenBLAS
internal import Parallelism

/// How a factor enters a product.
public enum Orientation: Sendable {
  /// As it is stored.
  case asStored
  /// Transposed.
  case transposed

  var cblas: CBLAS_TRANSPOSE { self == .asStored ? CblasNoTrans : CblasTrans }
}

/// OpenBLAS runs on the calling thread only: workers are ours, so that sums are taken in an order
/// that does not depend on their number. Set once, before the first call.
let oneThreadPerCall: Void = openblas_set_num_threads(1)

/// Rows of the result that one call computes. Fixed, since the bits of a product depend on it.
private let rowsPerBlock = 256

/// Adds a product of two matrices to `c` scaled by `beta`: c ← op(a)·op(b) + beta·c.
///
/// The corresponding BLAS routine is `sgemm`. Result bits do not depend on `threads`.
///
/// - Parameters:
///   - a: op(a) is (M, K).
///   - b: op(b) is (K, N).
///   - beta: 0 overwrites `c`, whatever it holds; 1 accumulates.
///   - c: The result, (M, N).
///   - threads: Number of workers, ≥ 1.
public func multiply(
  _ a: Matrix, _ orientationA: Orientation = .asStored,
  _ b: Matrix, _ orientationB: Orientation = .asStored,
  beta: Float = 0, into c: inout Matrix, threads: Int = 1
) {
  let (m, k) = orientationA == .asStored ? (a.rows, a.columns) : (a.columns, a.rows)
  let (kb, n) = orientationB == .asStored ? (b.rows, b.columns) : (b.columns, b.rows)
  precondition(k == kb && c.rows == m && c.columns == n, "shapes do not fit")
  guard m > 0, n > 0 else { return }
  _ = oneThreadPerCall
  let (leadingA, leadingB) = (max(1, a.columns), max(1, b.columns))
  c.elements.withConcurrentChunks(of: rowsPerBlock * n, threads: threads) { block, chunk in
    let first = block * rowsPerBlock
    let rows = chunk.count / n
    unsafe a.elements.withUnsafeBufferPointer { pa in
      unsafe b.elements.withUnsafeBufferPointer { pb in
        unsafe chunk.withUnsafeMutableBufferPointer { pc in
          let start = orientationA == .asStored ? first * leadingA : first
          unsafe cblas_sgemm(
            CblasRowMajor, orientationA.cblas, orientationB.cblas,
            blasint(rows), blasint(n), blasint(k), 1,
            pa.baseAddress.map { unsafe $0 + start }, blasint(leadingA),
            pb.baseAddress, blasint(leadingB), beta, pc.baseAddress, blasint(n))
        }
      }
    }
  }
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
