/// Calls a kernel with the addresses of three arrays that it reads and two that it writes.
@unsafe
func withAddresses(
  _ a: Span<Float>, _ b: Span<Float>, _ c: Span<Float>, _ x: inout MutableSpan<Float>,
  _ y: inout MutableSpan<Float>,
  _ kernel: (
    UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?,
    UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?
  ) -> Void
) {
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeBufferPointer { c in
        unsafe x.withUnsafeMutableBufferPointer { x in
          unsafe y.withUnsafeMutableBufferPointer { y in
            unsafe kernel(
              a.baseAddress, b.baseAddress, c.baseAddress, x.baseAddress, y.baseAddress)
          }
        }
      }
    }
  }
}
