extension [Float] {
  /// Numbers that are whatever memory held, for those that will be overwritten: large memory is then
  /// first touched by the workers who fill it.
  ///
  /// - Parameter count: Number of elements, ≥ 0.
  public init(arbitrary count: Int) {
    self = unsafe Array(unsafeUninitializedCapacity: count) { _, initialized in
      initialized = count
    }
  }
}
