import Randomness
import Testing

@Suite("Seeded randomness")
struct GeneratorTests {
  // xoshiro256** from the state 1, 2, 3, 4: the first outputs of the authors' C program.
  @Test func `The sequence is that of the published algorithm`() {
    var generator = Generator(state: [1, 2, 3, 4])
    #expect(
      (0..<4).map { _ in generator.next() } == [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240])
  }

  // SplitMix64 from the state 0: the first output of the authors' C program.
  @Test func `Seeds are expanded by SplitMix64`() {
    #expect(Generator(seed: 0).state[0] == 0xe220_a839_7b1d_cdaf)
  }

  @Test func `Seed and stream decide the sequence`() {
    func first(_ seed: UInt64, _ stream: String) -> UInt64 {
      var generator = Generator(seed: seed, stream: stream)
      return generator.next()
    }
    #expect(first(1, "a") == first(1, "a"))
    #expect(Set([first(1, ""), first(1, "a"), first(1, "b"), first(2, "a")]).count == 4)
  }

  @Test func `A saved state continues the sequence`() {
    var a = Generator(seed: 7)
    for _ in 0..<10 { _ = a.next() }
    var b = Generator(state: a.state)
    #expect((0..<5).map { _ in a.next() } == (0..<5).map { _ in b.next() })
  }

  @Test func `Numbers have the distribution that their name says`() {
    var generator = Generator(seed: 42)
    let n = 100_000
    let uniform = (0..<n).map { _ in generator.uniform() }
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
    #expect(abs(uniform.reduce(0, +) / Double(n) - 0.5) < 0.005)
    let normal = (0..<n).map { _ in generator.normal() }
    let mean = normal.reduce(0, +) / Double(n)
    let variance = normal.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    #expect(abs(mean) < 0.015 && abs(variance - 1) < 0.02)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.integer(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })

    var pairs = Generator(seed: 3)
    let paired = (0..<n / 2).map { _ in pairs.normalPair() }.flatMap { [$0.0, $0.1] }
    let squares = paired.reduce(0) { $0 + $1 * $1 } / Double(n)
    let products = zip(paired, paired.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
    #expect(abs(paired.reduce(0, +) / Double(n)) < 0.02 && abs(squares - 1) < 0.03)
    #expect(abs(products) < 0.02)
  }

  @Test func `A shuffle keeps everything and favours no order`() {
    var first = [Int](repeating: 0, count: 4)
    var generator = Generator(seed: 1)
    for _ in 0..<8000 {
      var values = [0, 1, 2, 3]
      generator.shuffle(&values)
      #expect(values.sorted() == [0, 1, 2, 3])
      first[values[0]] += 1
    }
    #expect(first.allSatisfy { abs($0 - 2000) < 200 })
  }

  @Test func `Hashes are the same in every run and spread over shards`() {
    // Computed by a separate implementation, in Python.
    #expect(stableHash("ar_0001") == 0x9e62_a4b6_10c1_c471)
    var shards = [Int](repeating: 0, count: 8)
    for song in 0..<8000 { shards[Int(stableHash("song_\(song)") % 8)] += 1 }
    #expect(shards.allSatisfy { abs($0 - 1000) < 150 })
  }
}
