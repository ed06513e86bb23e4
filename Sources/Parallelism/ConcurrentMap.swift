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
  try results(count: count, threads: threads, body)
}

/// ``concurrentMap(count:threads:_:)`` for what cannot fail.
public func concurrentValues<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  results(count: count, threads: threads, body)
}

private func results<Result: Sendable, Failure: Error>(
  count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  precondition(count >= 0 && threads >= 1)
  let workers = min(count, threads)
  guard workers > 1 else {
    var results: [Result] = []
    results.reserveCapacity(count)
    for index in 0..<count { results.append(try body(index)) }
    return results
  }

  let next = Atomic<Int>(0)
  let finished = Mutex<[(index: Int, result: Swift.Result<Result, Failure>)]>([])
  Crew.shared.perform(workers: workers) { _ in
    var own: [(index: Int, result: Swift.Result<Result, Failure>)] = []
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { break }
      own.append((index, attempt(body, index)))
      if case .failure = own[own.count - 1].result {
        next.store(count, ordering: .relaxed)
      }
    }
    finished.withLock { [own] in $0 += own }
  }
  var results: [Result] = []
  results.reserveCapacity(count)
  for one in finished.withLock({ $0 }).sorted(by: { $0.index < $1.index }) {
    results.append(try one.result.get())
  }
  return results
}

/// What `body` returns or throws for an index.
private func attempt<Result, Failure: Error>(
  _ body: (Int) throws(Failure) -> Result, _ index: Int
) -> Swift.Result<Result, Failure> {
  do throws(Failure) { return .success(try body(index)) } catch { return .failure(error) }
}
