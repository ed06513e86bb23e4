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

/// Adds the columns of a matrix, whose rows begin `stride` apart, to sums.
public func addColumns(of x: Span<Float>, stride: Int, to sums: inout [Double]) {
  guard !x.isEmpty, !sums.isEmpty else { return }
  let rows = (x.count - sums.count) / stride + 1
  precondition(sums.count <= stride && (rows - 1) * stride + sums.count == x.count)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      unsafe ck_add_columns(x.baseAddress, stride, rows, sums.count, sums.baseAddress)
    }
  }
}
