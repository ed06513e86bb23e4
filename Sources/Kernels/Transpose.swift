internal import CKernels

/// Transposes a matrix, y = xᵀ, on the calling thread.
///
/// - Parameters:
///   - x: (rows, columns).
///   - rows: Of x.
///   - columns: Of x; all of a row, if `nil`.
///   - xStride: How far apart rows of x begin.
///   - y: (columns, rows).
///   - yStride: How far apart rows of y begin.
public func transpose(
  _ x: Span<Float>, rows: Int, columns: Int? = nil, stride xStride: Int,
  into y: inout MutableSpan<Float>, stride yStride: Int
) {
  let columns = columns ?? xStride
  guard rows > 0, columns > 0 else { return }
  precondition(columns <= xStride && (rows - 1) * xStride + columns <= x.count)
  precondition(rows <= yStride && (columns - 1) * yStride + rows <= y.count)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe y.withUnsafeMutableBufferPointer { y in
      unsafe ck_transpose(x.baseAddress, xStride, rows, columns, y.baseAddress, yStride)
    }
  }
}
