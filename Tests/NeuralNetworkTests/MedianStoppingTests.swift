import NeuralNetwork
import Testing

@Suite("Median stopping")
struct MedianStoppingTests {
  /// After two epochs the means are 3, 10 and 6.
  private let rule = MedianStopping(
    others: [[4, 2, 0], [10, 10, 10], [8, 4, 3]], warmUp: 2)

  @Test func `The best loss so far is held against the median of means so far`() {
    #expect(!rule.isHopeless([7, 6]))
    #expect(rule.isHopeless([7, 6.1]))
    #expect(!rule.isHopeless([5, 100]))
    // After three epochs the means are 2, 10 and 5.
    #expect(rule.isHopeless([7, 6, 5.5]))
    #expect(!rule.isHopeless([7, 6, 5]))
  }

  @Test func `Nothing is given up before the warm-up`() {
    #expect(!rule.isHopeless([]))
    #expect(!rule.isHopeless([1000]))
  }

  @Test func `Trainings that ended count with all losses; of two the middle is their mean`() {
    let rule = MedianStopping(others: [[6, 4], [9]], warmUp: 1)
    #expect(!rule.isHopeless([7, 7, 7]) && rule.isHopeless([7.1, 7.1, 7.1]))
  }
}
