import Parallelism
import Testing

@Suite("Concurrent chunks of several arrays")
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
  func `Values come in the order of their indices`(threads: Int) {
    #expect(concurrentValues(count: 50, threads: threads) { $0 * $0 } == (0..<50).map { $0 * $0 })
  }
}
