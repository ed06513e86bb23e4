import Statistics
import Testing

@Suite("How nominal quantities go together")
struct AssociationTests {
  @Test func `Cramér's V is 1 where each determines the other and 0 where one is constant`() {
    let classes = [0, 0, 1, 1, 2, 2, 0, 1, 2, 0]
    #expect(abs(cramersV(classes, classes.map { 7 - $0 }) - 1) < 1e-12)
    #expect(cramersV(classes, classes.map { _ in 3 }) == 0)
    #expect(cramersV([], []) == 0)
  }

  @Test func `Cramér's V is Bergsma's, and does not depend on how values are numbered`() {
    // The table ((4, 1), (1, 4)): φ² = 0.36, less 1/9; r̃ = c̃ = 2 − 1/9.
    let x = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    let y = [5, 5, 5, 5, 9, 9, 9, 9, 9, 5]
    let expected = ((0.36 - 1.0 / 9) / (1 - 1.0 / 9)).squareRoot()
    #expect(abs(cramersV(x, y) - expected) < 1e-12)
    #expect(cramersV(x.map { -$0 }, y.map { 100 - $0 }) == cramersV(x, y))
    #expect(cramersV(y, x) == cramersV(x, y))
  }

  @Test func `What y determines has no uncertainty left, what is independent of it all`() {
    #expect(conditionalUncertainty(of: [0, 0, 1, 1], given: [4, 5, 6, 7]) == 0)
    #expect(abs(conditionalUncertainty(of: [0, 1, 0, 1], given: [0, 0, 1, 1]) - 1) < 1e-12)
    #expect(conditionalUncertainty(of: [3, 3], given: [0, 1]) == 0)
  }

  @Test func `Thirds are of equal size but for ties, and NaN is in none`() {
    let values = [5, .nan, 1, 3, 2, 4, 6]
    #expect(Thirds(of: values).classes(of: values) == [2, nil, 0, 1, 0, 1, 2])
    #expect(Thirds(of: [1, 1, 1]).classes(of: [0, 1, 2]) == [0, 0, 2])
    #expect(Thirds(of: [.nan]).classes(of: [.nan, 1]) == [nil, nil])
  }
}
