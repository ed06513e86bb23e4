internal import Synchronization

/// Calls `body` with every index below `count`, each once, on up to `threads` workers.
///
/// Work is handed out one index at a time: order indices so that long ones come first.
///
/// - Parameters:
///   - count: Number of indices, ≥ 0.
///   - threads: Number of workers, ≥ 1.
///   - body: Must touch nothing that another index touches.
public func concurrentLoop(count: Int, threads: Int, _ body: @Sendable (_ index: Int) -> Void) {
  handOut(count, threads: threads) { _, index in body(index) }
}

/// Hands out the indices below `count` to up to `threads` workers, with the worker's number.
func handOut(
  _ count: Int, threads: Int, _ body: @Sendable (_ worker: Int, _ index: Int) -> Void
) {
  let next = Atomic<Int>(0)
  Crew.shared.perform(workers: min(count, threads)) { worker in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      body(worker, index)
    }
  }
}
