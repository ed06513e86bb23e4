internal import COpenBLAS

/// Why a factorisation has no result.
public enum LinearAlgebraError: Error, Equatable {
  /// The matrix is not positive definite; the leading minor of this order is not positive.
  case notPositiveDefinite(order: Int)
  /// The iteration did not converge.
  case notConverged
}

/// The eigenvalues, ascending, and eigenvectors of a symmetric matrix.
///
/// The corresponding LAPACK routine is `dsyevd`.
///
/// - Parameters:
///   - matrix: (n, n) by rows; only its lower triangle is read.
///   - n: Order of the matrix.
/// - Returns: `values` (n) ascending; `vectors` (n, n) by rows, vector i in row i, of unit length.
public func symmetricEigen(_ matrix: [Double], order n: Int) throws(LinearAlgebraError) -> (
  values: [Double], vectors: [Double]
) {
  precondition(matrix.count == n * n)
  guard n > 0 else { return ([], []) }
  // By rows, the lower triangle is LAPACK's upper one; eigenvectors come out as LAPACK's columns,
  // which are our rows.
  var vectors = matrix
  var values = [Double](repeating: 0, count: n)
  var (order, info) = (Int32(n), Int32(0))
  var work = [Double](repeating: 0, count: 1 + 6 * n + 2 * n * n)
  var integers = [Int32](repeating: 0, count: 3 + 5 * n)
  var (workCount, integerCount) = (Int32(work.count), Int32(integers.count))
  var leading = order
  unsafe dsyevd_(
    "V", "U", &order, &vectors, &leading, &values, &work, &workCount, &integers, &integerCount,
    &info)
  guard info == 0 else { throw .notConverged }
  return (values, vectors)
}

/// The Cholesky factor L of a symmetric positive definite matrix, A = L·Lᵀ.
///
/// The corresponding LAPACK routine is `dpotrf`.
///
/// - Parameters:
///   - matrix: (n, n) by rows; only its lower triangle is read.
///   - n: Order of the matrix.
/// - Returns: L, (n, n) by rows, zero above the diagonal.
public func choleskyFactor(_ matrix: [Double], order n: Int) throws(LinearAlgebraError) -> [Double]
{
  precondition(matrix.count == n * n)
  var factor = matrix
  var (order, leading, info) = (Int32(n), Int32(n), Int32(0))
  unsafe dpotrf_("U", &order, &factor, &leading, &info)
  guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
  for i in 0..<n {
    for j in (i + 1)..<max(n, i + 1) { factor[i * n + j] = 0 }
  }
  return factor
}

/// The inverse of a lower triangular matrix with a non-zero diagonal.
///
/// The corresponding LAPACK routine is `dtrtri`.
///
/// - Parameters:
///   - matrix: (n, n) by rows, zero above the diagonal.
///   - n: Order of the matrix.
public func invertedLowerTriangle(_ matrix: [Double], order n: Int) -> [Double] {
  precondition(matrix.count == n * n)
  var inverse = matrix
  var (order, leading, info) = (Int32(n), Int32(n), Int32(0))
  unsafe dtrtri_("U", "N", &order, &inverse, &leading, &info)
  precondition(info == 0, "the diagonal has a zero")
  return inverse
}
