internal import COpenBLAS

/// The product of a matrix of doubles by rows and a vector, y ← a·x, on the calling thread.
///
/// The corresponding BLAS routine is `dgemv`.
///
/// - Parameters:
///   - a: At least (y.count, x.count); only its first y.count rows are read.
///   - x: The vector.
///   - y: The result; overwritten.
public func multiply(_ a: [Double], by x: [Double], into y: inout [Double]) {
  precondition(a.count >= y.count * x.count, "shapes do not fit")
  guard !x.isEmpty, !y.isEmpty else {
    for i in y.indices { y[i] = 0 }
    return
  }
  _ = oneThreadPerCall
  let (rows, columns) = (y.count, x.count)
  unsafe cblas_dgemv(
    CblasRowMajor, CblasNoTrans, blasint(rows), blasint(columns), 1, a, blasint(columns),
    x, 1, 0, &y, 1)
}
