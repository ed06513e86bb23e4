internal import Glibc

extension Array where Element: BitwiseCopyable & Sendable {
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

extension [Float] {
  /// Zeros. Of a large array the system makes them, page by page when one is first touched: it costs
  /// nothing now, and later those who work on it share what it costs.
  ///
  /// - Parameter count: Number of elements, ≥ 0.
  public init(zeros count: Int) {
    self = unsafe Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      let memory = UnsafeMutableRawBufferPointer(buffer)
      unsafe preferLargePages(memory)
      unsafe clear(memory)
    }
  }
}

/// The whole pages of memory.
private func pages(of memory: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer? {
  let page = 4096
  guard let base = memory.baseAddress else { return nil }
  let start = (Int(bitPattern: base) + page - 1) / page * page - Int(bitPattern: base)
  let end = (Int(bitPattern: base) + memory.count) / page * page - Int(bitPattern: base)
  return start < end ? unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start..<end]) : nil
}

/// Asks the system to give memory in pages of 2 MiB, where it has them; smaller memory is left alone.
private func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  guard memory.count >= 1 << 22, let pages = unsafe pages(of: memory) else { return }
  unsafe _ = madvise(pages.baseAddress, pages.count, MADV_HUGEPAGE)
}

/// Makes memory zero. Whole pages are given back to the system, which gives zeros for them, as is
/// defined for private memory that is of no file, such as the heap's.
private func clear(_ memory: UnsafeMutableRawBufferPointer) {
  guard memory.count >= 1 << 22, let pages = unsafe pages(of: memory),
    unsafe madvise(pages.baseAddress, pages.count, MADV_DONTNEED) == 0,
    let base = memory.baseAddress, let whole = pages.baseAddress
  else {
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    return
  }
  let before = unsafe whole - base
  unsafe memset(base, 0, before)
  unsafe memset(whole + pages.count, 0, memory.count - before - pages.count)
}
