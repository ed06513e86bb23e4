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

  @Test(arguments: [1, 3])
  func `A part of an array is handed out alone`(threads: Int) {
    var values = [Int](repeating: -1, count: 100)
    values.withConcurrentChunks(of: 7, in: 20..<60, threads: threads) { index, chunk in
      for i in chunk.indices { chunk[i] = index * 7 + i }
    }
    #expect(values[..<20].allSatisfy { $0 == -1 } && values[60...].allSatisfy { $0 == -1 })
    #expect(Array(values[20..<60]) == Array(0..<40))
  }

  @Test(arguments: [1, 3])
  func `No two workers share working memory`(threads: Int) {
    var values = [Int](repeating: 0, count: 1000)
    var scratch = [Int](repeating: 0, count: threads * 5)
    values.withConcurrentChunks(of: 10, threads: threads, scratch: &scratch) { index, chunk, own in
      let found = own.count
      for i in own.indices { own[i] = index }
      for i in chunk.indices { chunk[i] = own[i % found] + found }
    }
    #expect(values == (0..<1000).map { $0 / 10 + 5 })
  }

  /// The last is given back to the system in whole pages, with what lies before and after them.
  @Test(arguments: [0, 1, (1 << 18) + 1, (1 << 21) + 5])
  func `Zeros are zero in memory that held other numbers`(count: Int) {
    for _ in 0..<3 {
      let used = [Float](repeating: 2.5, count: count)
      #expect(used.last == (count > 0 ? 2.5 : nil))
    }
    var values = [Float](zeros: count)
    #expect(values.count == count && values.allSatisfy { $0.bitPattern == 0 })
    for i in values.indices { values[i] = Float(i % 7) }
    #expect(values.indices.allSatisfy { values[$0] == Float($0 % 7) })
  }
}
