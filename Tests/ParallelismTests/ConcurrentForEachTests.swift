import Parallelism
import Synchronization
import Testing

@Suite("Concurrent for-each") struct ConcurrentForEachTests {
  private struct Failure: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 7])
  func `Results are consumed in order, each once`(threads: Int) throws {
    var seen: [Int] = []
    try concurrentForEach(count: 200, threads: threads) { index in
      (0..<(200 - index) * 50).reduce(index, ^)
    } consume: { index, result in
      #expect(result == (0..<(200 - index) * 50).reduce(index, ^))
      seen.append(index)
    }
    #expect(seen == Array(0..<200))
  }

  @Test func `Nothing is done for no indices`() throws {
    try concurrentForEach(count: 0, threads: 3) { _ in
      Issue.record("produced")
    } consume: { _, _ in
      Issue.record("consumed")
    }
  }

  @Test(arguments: [1, 4])
  func `The lowest failure is thrown, after what comes before it is consumed`(threads: Int) {
    var seen: [Int] = []
    #expect(throws: Failure(index: 5)) {
      try concurrentForEach(count: 100, threads: threads) { index in
        if index >= 5 { throw Failure(index: index) }
        return index
      } consume: { index, _ in
        seen.append(index)
      }
    }
    #expect(seen == [0, 1, 2, 3, 4])
  }

  @Test func `A failing consumer stops the work`() {
    let produced = Atomic<Int>(0)
    #expect(throws: Failure(index: 2)) {
      try concurrentForEach(count: 10_000, threads: 2) { index in
        produced.add(1, ordering: .relaxed)
      } consume: { index, _ in
        if index == 2 { throw Failure(index: 2) }
      }
    }
    #expect(produced.load(ordering: .relaxed) <= 2 + 4 * 2 + 2)
  }
}
