internal import CKernels

extension MutableSpan where Element == Float {
  /// Fills with numbers uniform in ±bound, of 24 random bits, each by the hash of a key and its own
  /// number: however an array is cut into parts, it gets the same.
  ///
  /// - Parameters:
  ///   - bound: The largest magnitude.
  ///   - key: Any number.
  ///   - index: The number of the first element.
  public mutating func fillUniformly(bound: Float, key: UInt64, index: Int) {
    unsafe withUnsafeMutableBufferPointer { x in
      unsafe ck_uniform(
        x.baseAddress, x.count, bound, UInt32(truncatingIfNeeded: key),
        UInt32(truncatingIfNeeded: key >> 32), UInt32(truncatingIfNeeded: index))
    }
  }
}
