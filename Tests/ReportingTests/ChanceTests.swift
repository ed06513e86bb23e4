import Reporting
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Agreement by chance") struct ChanceTests {
  @Test func `It is the mean over all permutations`() {
    let (a, b) = ([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2])
    var total = 0.0
    var count = 0
    permute(b, from: 0) { permuted in
      total += mutualInformation(a, permuted)
      count += 1
    }
    #expect(count == 720)
    let expected = expectedMutualInformation([3, 2, 1], [2, 2, 2])
    #expect(abs(expected - total / 720) < 1e-12)
  }

  @Test func `Four and four by four and four, by hand`() {
    let uneven: Double = 0.25 * log(0.5) + 0.75 * log(1.5)
    let expected: Double = (2 * log(2.0) + 32 * uneven) / 70
    #expect(abs(expectedMutualInformation([4, 4], [4, 4]) - expected) < 1e-12)
  }

  @Test func `It falls with the number of songs, and is 1 where nothing can differ`() {
    let few = chanceMutualInformation([[2, 1], [1, 2]])
    let many = chanceMutualInformation([[200, 100], [100, 200]])
    #expect(few > 0.05 && many < 0.01 && many > 0)
    #expect(chanceMutualInformation([[5]]) == 1)
    #expect(chanceMutualInformation([]).isNaN)
    #expect(abs(chanceMutualInformation([[1, 0, 0], [0, 1, 0], [0, 0, 1]]) - 1) < 1e-12)
  }

  private func permute(_ values: [Int], from start: Int, _ body: ([Int]) -> Void) {
    guard start < values.count else { return body(values) }
    for index in start..<values.count {
      var swapped = values
      swapped.swapAt(start, index)
      permute(swapped, from: start + 1, body)
    }
  }

  private func mutualInformation(_ a: [Int], _ b: [Int]) -> Double {
    let n = Double(a.count)
    var sum = 0.0
    for i in Set(a).sorted() {
      for j in Set(b).sorted() {
        let both = Double(zip(a, b).count { $0 == i && $1 == j })
        let (one, other) = (Double(a.count { $0 == i }), Double(b.count { $0 == j }))
        if both > 0 { sum += both / n * log(n * both / (one * other)) }
      }
    }
    return sum
  }
}
