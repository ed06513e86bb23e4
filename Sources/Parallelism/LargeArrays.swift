internal import Glibc

extension Array where Element: BitwiseCopyable & Sendable {
  /// An array of equal elements, for a large one: workers share the time that memory takes when it
  /// is first touched.
  ///
  /// - Parameters:
  ///   - value: Every element.
  ///   - count: Number of elements, ≥ 0.
  ///   - threads: Number of workers, ≥ 1.
  public init(repeating value: Element, count: Int, threads: Int) {
    self.init(arbitrary: count)
    withConcurrentChunks(of: 1 << 18, threads: threads) { _, part in
      for i in 0..<part.count { part[i] = value }
    }
  }

  /// Elements that are whatever memory held, for those that will be overwritten: large memory is then
  /// first touched by the workers who fill it, and in large pages, which costs a tenth of the time.
  ///
  /// - Parameter count: Number of elements, ≥ 0.
  public init(arbitrary count: Int) {
    self = []
    guard count > 0 else { return }
    self = unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      unsafe preferLargePages(UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// Asks the system to give memory in pages of 2 MiB, where it has them; smaller memory is left alone.
private func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  let (page, largePage) = (4096, 1 << 21)
  guard let base = memory.baseAddress, memory.count >= 2 * largePage else { return }
  let start = (Int(bitPattern: base) + page - 1) / page * page
  let end = (Int(bitPattern: base) + memory.count) / page * page
  unsafe _ = madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
}
