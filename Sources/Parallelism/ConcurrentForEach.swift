internal import Dispatch
internal import Synchronization

/// Produces a result for every index below `count` on up to `threads` workers, and consumes the
/// results in index order on the calling thread while others are still being made.
///
/// Workers are at most `4 · threads` indices ahead of the consumer, so what waits is bounded.
///
/// - Parameters:
///   - count: Number of indices, ≥ 0.
///   - threads: Number of workers, ≥ 1.
///   - produce: Makes the result of an index.
///   - consume: Receives each index and its result: 0, 1, 2 …
/// - Throws: The error of the lowest index that failed to be produced or consumed, after all
///   workers have stopped; no later index is consumed.
public func concurrentForEach<Result: Sendable>(
  count: Int, threads: Int, produce: @escaping @Sendable (Int) throws -> Result,
  consume: (Int, Result) throws -> Void
) throws {
  precondition(count >= 0 && threads >= 1)
  let line = ProductionLine(count: count, produce: produce)
  for _ in 0..<4 * threads { line.room.signal() }
  for _ in 0..<min(count, threads) {
    DispatchQueue.global().async(group: line.workers) { line.work() }
  }
  defer {
    line.stop()
    for _ in 0..<threads { line.room.signal() }
    line.workers.wait()
  }
  for index in 0..<count {
    try consume(index, line.result(index).get())
    line.room.signal()
  }
}

/// What the workers and the consumer share.
private final class ProductionLine<Result: Sendable>: Sendable {
  private struct State {
    var next = 0
    var results: [Int: Swift.Result<Result, any Error>] = [:]
  }

  let workers = DispatchGroup()
  /// One signal for every index that may be begun.
  let room = DispatchSemaphore(value: 0)
  /// One signal for every result.
  private let ready = DispatchSemaphore(value: 0)
  private let state = Mutex(State())
  private let count: Int
  private let produce: @Sendable (Int) throws -> Result

  init(count: Int, produce: @escaping @Sendable (Int) throws -> Result) {
    self.count = count
    self.produce = produce
  }

  func work() {
    while true {
      room.wait()
      let index = state.withLock { state in
        defer { state.next += 1 }
        return state.next
      }
      if index >= count { return }
      let result = Swift.Result { try produce(index) }
      state.withLock { $0.results[index] = result }
      ready.signal()
    }
  }

  /// Waits for the result of an index, and takes it.
  func result(_ index: Int) -> Swift.Result<Result, any Error> {
    while true {
      if let result = state.withLock({ $0.results.removeValue(forKey: index) }) { return result }
      ready.wait()
    }
  }

  /// Lets no further index begin.
  func stop() { state.withLock { $0.next = max($0.next, count) } }
}
