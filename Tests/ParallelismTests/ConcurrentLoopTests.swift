import Dispatch
import Glibc
import Parallelism
import Synchronization
import Testing

@Suite("Concurrent loop") struct ConcurrentLoopTests {
  @Test(arguments: [0, 1, 2, 100], [1, 2, 7])
  func `Each index comes once`(count: Int, threads: Int) {
    let sums = Mutex([Int](repeating: 0, count: count))
    concurrentLoop(count: count, threads: threads) { index in sums.withLock { $0[index] += 1 } }
    #expect(sums.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test func `Thousands of short loops, one after another and after a rest, lose nothing`() {
    let sum = Atomic<Int>(0)
    for round in 0..<20_000 {
      concurrentLoop(count: 5, threads: 3) { index in sum.add(index, ordering: .relaxed) }
      // Now and then the workers fall asleep.
      if round.isMultiple(of: 2_000) { usleep(5_000) }
    }
    #expect(sum.load(ordering: .relaxed) == 20_000 * 10)
  }

  @Test func `Loops within loops and from several threads at once are done`() {
    let sum = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<500 {
        concurrentLoop(count: 4, threads: 2) { outer in
          concurrentLoop(count: 3, threads: 2) { inner in
            sum.add(outer * inner, ordering: .relaxed)
          }
        }
      }
    }
    #expect(sum.load(ordering: .relaxed) == 8 * 500 * 6 * 3)
  }
}
