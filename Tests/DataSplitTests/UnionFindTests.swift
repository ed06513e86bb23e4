import DataSplit
import Randomness
import Testing

@Suite("Union-find")
struct UnionFindTests {
  @Test(arguments: 0..<20)
  func `Two elements are in one set just when links connect them`(seed: Int) {
    var generator = Generator(seed: UInt64(seed))
    let count = 40
    var links: [(Int, Int)] = []
    for _ in 0..<generator.integer(below: 60) {
      links.append((generator.integer(below: count), generator.integer(below: count)))
    }
    // The label that spreads along links until nothing changes.
    var label = Array(0..<count)
    var changed = true
    while changed {
      changed = false
      for (a, b) in links where label[a] != label[b] {
        label[a] = min(label[a], label[b])
        label[b] = label[a]
        changed = true
      }
    }
    var sets = UnionFind(count: count)
    for (a, b) in links { sets.unite(a, b) }
    let numbers = sets.numbers()
    for a in 0..<count {
      #expect(sets.root(of: a) == label[a])
      for b in 0..<count { #expect((numbers[a] == numbers[b]) == (label[a] == label[b])) }
    }
    #expect(Set(numbers) == Set(0..<(Set(numbers).count)))
    #expect(numbers.first == 0)
  }
}
