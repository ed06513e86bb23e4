internal import CKernels

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
