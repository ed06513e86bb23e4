import Parallelism
import Testing

@Suite("Concurrent chunks and maps")
struct ConcurrentChunksTests {
  @Test(arguments: [1, 2, 5])
  func `Corresponding chunks of four arrays meet, each once`(threads: Int) {
    var a = (0..<1003).map { Int32($0) }
    var (b, c, d) = (a, a, a)
    withConcurrentChunks(&a, &b, &c, &d, of: 100, threads: threads) { chunk, a, b, c, d in
      for i in 0..<a.count {
        a[i] += b[i]
        b[i] = Int32(chunk)
        c[i] = d[i] * 2
        d[i] += 1
      }
    }
    #expect(a == (0..<1003).map { 2 * Int32($0) })
    #expect(b == (0..<1003).map { Int32($0) / 100 })
    #expect(c == (0..<1003).map { 2 * Int32($0) })
    #expect(d == (0..<1003).map { Int32($0) + 1 })
  }

  @Test(arguments: [1, 3])
  func `Results are in order, and a map that cannot fail needs no try`(threads: Int) {
    #expect(concurrentMap(count: 50, threads: threads) { $0 * $0 } == (0..<50).map { $0 * $0 })
    struct Odd: Error, Equatable { let index: Int }
    #expect(throws: Odd(index: 1)) {
      try concurrentMap(count: 50, threads: threads) { (index) throws(Odd) in
        if index % 2 == 1 { throw Odd(index: index) }
        return index
      }
    }
  }
}
