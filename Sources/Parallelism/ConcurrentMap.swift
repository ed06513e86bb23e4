internal import Dispatch
internal import Synchronization

/// Applies `body` to every index below `count` on up to `threads` workers; results are in index
/// order, so they do not depend on the number of workers.
///
/// Work is handed out one index at a time: order indices so that long ones come first. Do not call
/// it from inside `body`.
///
/// - Parameters:
///   - count: Number of indices, ≥ 0.
///   - threads: Number of workers, ≥ 1.
/// - Returns: `body(0) … body(count - 1)`.
/// - Throws: The error of the lowest index that failed, after all workers have stopped.
public func concurrentMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws -> Result
) throws -> [Result] {
  precondition(count >= 0 && threads >= 1)
  let workers = min(count, threads)
  guard workers > 1 else { return try (0..<count).map(body) }

  let next = Atomic<Int>(0)
  let finished = Mutex<[(index: Int, result: Swift.Result<Result, any Error>)]>([])
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    var own: [(index: Int, result: Swift.Result<Result, any Error>)] = []
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { break }
      own.append((index, Swift.Result { try body(index) }))
      if case .failure = own[own.count - 1].result {
        next.store(count, ordering: .relaxed)
      }
    }
    finished.withLock { [own] in $0 += own }
  }
  return try finished.withLock { $0 }.sorted { $0.index < $1.index }.map { try $0.result.get() }
}
