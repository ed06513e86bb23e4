import Parallelism
import Synchronization
import Testing

@Suite("Parallelism")
struct ParallelismTests {
  struct Failure: Error, Equatable { let index: Int }

  @Test(arguments: [1, 2, 3, 8])
  func `Results are in index order`(threads: Int) throws {
    for count in [0, 1, 2, 100] {
      #expect(
        try concurrentMap(count: count, threads: threads) { $0 * $0 } == (0..<count).map { $0 * $0 }
      )
    }
  }

  @Test(arguments: [1, 2, 8])
  func `The first failure is thrown and the rest is not begun`(threads: Int) {
    let begun = Atomic<Int>(0)
    #expect(throws: Failure(index: 3)) {
      _ = try concurrentMap(count: 100_000, threads: threads) { index in
        begun.add(1, ordering: .relaxed)
        if index == 3 { throw Failure(index: index) }
      }
    }
    #expect(begun.load(ordering: .relaxed) < 100_000)
  }

  @Test(arguments: [1, 2, 5])
  func `Every chunk is given once, with its index`(threads: Int) {
    for (count, size) in [(0, 3), (1, 3), (9, 3), (10, 3), (1000, 7)] {
      var values = [Int](repeating: -1, count: count)
      values.withConcurrentChunks(of: size, threads: threads) { index, chunk in
        for i in chunk.indices { chunk[i] = index * size + i }
      }
      #expect(values == Array(0..<count))
    }
  }
}
