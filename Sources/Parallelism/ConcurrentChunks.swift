/// A pointer whose users promise to touch disjoint parts.
@unsafe
private struct Shared<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
}

extension Array where Element: BitwiseCopyable & Sendable {
  /// Hands consecutive chunks of the array to up to `threads` workers, each chunk to exactly one.
  ///
  /// What is computed in a chunk must depend on its index and content only; then the result does
  /// not depend on the number of workers.
  ///
  /// - Parameters:
  ///   - size: Elements per chunk, ≥ 1; the last chunk may be shorter.
  ///   - range: The part of the array that is handed out; all of it if `nil`.
  ///   - threads: Number of workers, ≥ 1.
  ///   - body: Receives the chunk's index and its elements, to be read and written.
  public mutating func withConcurrentChunks(
    of size: Int, in range: Range<Int>? = nil, threads: Int,
    _ body: @Sendable (Int, inout MutableSpan<Element>) -> Void
  ) {
    precondition(size >= 1 && threads >= 1)
    let range = range ?? indices
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let chunks = (range.count + size - 1) / size
    unsafe withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let shared = unsafe Shared(base: base + range.lowerBound)
      handOut(chunks, threads: threads) { _, chunk in
        let start = chunk * size
        let part = unsafe UnsafeMutableBufferPointer(
          start: shared.base + start, count: Swift.min(size, range.count - start))
        var span = unsafe part.mutableSpan
        body(chunk, &span)
      }
    }
  }

  /// ``withConcurrentChunks(of:in:threads:_:)`` with working memory for every worker.
  ///
  /// - Parameters:
  ///   - size: Elements per chunk, ≥ 1; the last chunk may be shorter.
  ///   - threads: Number of workers, ≥ 1.
  ///   - scratch: Working memory, of which each worker gets an equal part. A chunk finds there what
  ///     another left, and must not depend on it.
  ///   - body: Receives the chunk's index, its elements, and working memory.
  public mutating func withConcurrentChunks(
    of size: Int, threads: Int, scratch: inout [Element],
    _ body: @Sendable (Int, inout MutableSpan<Element>, inout MutableSpan<Element>) -> Void
  ) {
    let (own, total) = (scratch.count / threads, scratch.count)
    unsafe scratch.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let memory = unsafe Shared(base: base)
      let count = count
      let chunks = (count + size - 1) / size
      precondition(size >= 1 && own * threads <= total)
      unsafe withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let shared = unsafe Shared(base: base)
        handOut(chunks, threads: threads) { worker, chunk in
          let start = chunk * size
          let part = unsafe UnsafeMutableBufferPointer(
            start: shared.base + start, count: Swift.min(size, count - start))
          let working = unsafe UnsafeMutableBufferPointer(
            start: memory.base + worker * own, count: own)
          var span = unsafe part.mutableSpan
          var scratch = unsafe working.mutableSpan
          body(chunk, &span, &scratch)
        }
      }
    }
  }
}

/// Hands corresponding chunks of four arrays of one length to up to `threads` workers, each chunk
/// to exactly one, for passes that update several arrays at once.
///
/// The last come first: caches still hold the end of what was read to its end just before, and then
/// the beginning of what will be read from there.
///
/// What is computed in a chunk must depend on its index and content only; then the result does not
/// depend on the number of workers.
///
/// - Parameters:
///   - size: Elements per chunk, ≥ 1; the last chunk may be shorter.
///   - threads: Number of workers, ≥ 1.
///   - body: Receives the chunk's index and its elements in each array, to be read and written.
public func withConcurrentChunks<Element: BitwiseCopyable & Sendable>(
  _ a: inout [Element], _ b: inout [Element], _ c: inout [Element], _ d: inout [Element],
  of size: Int, threads: Int,
  _ body:
    @Sendable (
      Int, inout MutableSpan<Element>, inout MutableSpan<Element>, inout MutableSpan<Element>,
      inout MutableSpan<Element>
    ) -> Void
) {
  precondition(size >= 1 && threads >= 1)
  let count = a.count
  precondition(b.count == count && c.count == count && d.count == count)
  unsafe a.withUnsafeMutableBufferPointer { a in
    unsafe b.withUnsafeMutableBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        unsafe d.withUnsafeMutableBufferPointer { d in
          guard let baseA = a.baseAddress, let baseB = b.baseAddress, let baseC = c.baseAddress,
            let baseD = d.baseAddress
          else { return }
          let shared = unsafe (
            Shared(base: baseA), Shared(base: baseB), Shared(base: baseC), Shared(base: baseD)
          )
          let chunks = (count + size - 1) / size
          handOut(chunks, threads: threads) { _, index in
            let chunk = chunks - 1 - index
            func part(_ shared: Shared<Element>) -> UnsafeMutableBufferPointer<Element> {
              unsafe UnsafeMutableBufferPointer(
                start: shared.base + chunk * size, count: min(size, count - chunk * size))
            }
            var partA = unsafe part(shared.0).mutableSpan
            var partB = unsafe part(shared.1).mutableSpan
            var partC = unsafe part(shared.2).mutableSpan
            var partD = unsafe part(shared.3).mutableSpan
            body(chunk, &partA, &partB, &partC, &partD)
          }
        }
      }
    }
  }
}
