import ClusterMetrics
import HDF5
import LinearAlgebra
import Randomness
import TestSupport
import Testing

/// A metric as a function of positions, classes and clusters.
private func score(
  _ metric: ClusterMetric, _ x: Matrix, _ classes: [Int], _ clusters: [Int], threads: Int = 1
) -> Double {
  switch metric {
  case .external(let metric):
    metric.score(ContingencyTable(classes: classes, clusters: clusters))
  case .internal(let metric): metric.score(x, clusters: clusters, threads: threads)
  }
}

private func points(_ name: String) throws -> Matrix {
  let file = try HDF5File(reading: fixture("metrics/metrics.h5"))
  let shape = try file.shape(of: name)
  return Matrix(rows: shape[0], columns: shape[1], elements: try file.read(name))
}

@Suite("Cluster metrics")
struct ClusterMetricTests {
  @Test(arguments: ClusterMetric.allCases)
  func `Every metric agrees with scikit-learn on all labelings`(metric: ClusterMetric) throws {
    for (name, suffix) in [("x", ""), ("duplicates", "_of_duplicates")] {
      let x = try points(name)
      for labeling in try Labeling.all() {
        let key = if case .internal = metric { metric.name + suffix } else { metric.name }
        let expected = try #require(labeling.scores[key])
        let rows = x.gathering(rows: Array(labeling.clusters.indices))
        let actual = score(metric, rows, labeling.classes, labeling.clusters)
        #expect(
          actual == expected || (actual.isNaN && expected.isNaN)
            || abs(actual - expected) <= 1e-6 * max(1, abs(expected)),
          "\(metric.name) of \(labeling.name) is \(actual), expected \(expected)")
      }
    }
  }

  @Test func `The reference and the table name the same metrics`() throws {
    let references = Set(try Labeling.all().flatMap(\.scores.keys))
      .filter { !$0.hasSuffix("_of_duplicates") }
    let names = ClusterMetric.allCases.map(\.name)
    #expect(references == Set(names))
    #expect(Set(names).count == names.count)
    for metric in ClusterMetric.allCases { #expect(ClusterMetric(named: metric.name) == metric) }
    #expect(ClusterMetric(named: "stress") == nil)
  }
}

@Suite("Invariances of cluster metrics")
struct ClusterMetricInvarianceTests {
  private let x: Matrix
  private let classes: [Int]
  private let clusters: [Int]

  init() {
    var generator = Generator(seed: 4)
    classes = (0..<90).map { _ in generator.integer(below: 3) }
    clusters = classes.map { generator.uniform() < 0.6 ? $0 : generator.integer(below: 4) }
    x = Matrix(
      rows: 90, columns: 3,
      elements: classes.flatMap { label in
        (0..<3).map { Float(generator.normal() + ($0 == label ? 2 : 0)) }
      })
  }

  @Test(arguments: ClusterMetric.allCases)
  func `Scores lie in the range, whatever the labels`(metric: ClusterMetric) {
    var generator = Generator(seed: 8)
    for count in [1, 2, 3, 30, 89, 90] {
      let random = (0..<90).map { _ in generator.integer(below: count) }
      let value = score(metric, x, classes, random)
      #expect(metric.range.contains(value) || value.isNaN)
      if case .external = metric { #expect(!value.isNaN) }
    }
  }

  @Test(arguments: ClusterMetric.allCases)
  func `Names of classes and clusters do not matter`(metric: ClusterMetric) {
    let value = score(metric, x, classes, clusters)
    let renamed = score(
      metric, x, classes.map { [7, -1, 100][$0] }, clusters.map { [3, 2, 1, 0][$0] * 5 })
    #expect(abs(value - renamed) < 1e-12 * max(1, abs(value)))
  }

  @Test(arguments: ClusterMetric.allCases)
  func `The order of rows does not matter`(metric: ClusterMetric) {
    var generator = Generator(seed: 5)
    var order = Array(0..<90)
    generator.shuffle(&order)
    let value = score(metric, x, classes, clusters)
    let shuffled = score(
      metric, x.gathering(rows: order), order.map { classes[$0] }, order.map { clusters[$0] })
    #expect(abs(value - shuffled) < 1e-6 * max(1, abs(value)))
  }

  @Test(arguments: ClusterMetric.allCases)
  func `True classes score best`(metric: ClusterMetric) {
    let truth = score(metric, x, classes, classes)
    let found = score(metric, x, classes, clusters)
    #expect(metric.largerIsBetter ? truth > found : truth < found)
    if case .external = metric { #expect(truth == metric.range.upperBound) }
  }

  @Test(arguments: ExternalMetric.allCases)
  func `Symmetric metrics are so, and only those`(metric: ExternalMetric) {
    let table = ContingencyTable(classes: classes, clusters: clusters)
    #expect(table.transposed == ContingencyTable(classes: clusters, clusters: classes))
    let difference = abs(metric.score(table) - metric.score(table.transposed))
    #expect((difference < 1e-12) == metric.isSymmetric)
  }

  @Test(arguments: ExternalMetric.allCases)
  func `Every row twice leaves information and purity as they are`(metric: ExternalMetric) {
    let once = metric.score(ContingencyTable(classes: classes, clusters: clusters))
    let twice = metric.score(
      ContingencyTable(classes: classes + classes, clusters: clusters + clusters))
    // Pairs and what chance gives change a little.
    let changing: [ExternalMetric] = [
      .adjustedRandIndex, .adjustedMutualInformation, .fowlkesMallows, .pairF1,
    ]
    #expect(abs(once - twice) < (changing.contains(metric) ? 0.05 : 1e-12))
  }

  @Test(arguments: ExternalMetric.allCases)
  func `An empty table and a single row score 1, but for pairs, of which there are none`(
    metric: ExternalMetric
  ) {
    let single: Double = [.fowlkesMallows, .pairF1].contains(metric) ? 0 : 1
    #expect(metric.score(ContingencyTable(classes: [], clusters: [])) == 1)
    #expect(metric.score(ContingencyTable(classes: [3], clusters: [9])) == single)
  }

  @Test func `Unrelated labels score 0 where chance is taken into account`() {
    let classes = (0..<12).map { $0 % 3 }
    let table = ContingencyTable(classes: classes, clusters: (0..<12).map { $0 / 3 })
    #expect(ExternalMetric.normalizedMutualInformation.score(table) == 0)
    #expect(ExternalMetric.adjustedRandIndex.score(table) < 0)
    #expect(ExternalMetric.adjustedMutualInformation.score(table) < 0)
  }

  @Test func `The mean of adjusted scores over random labels is 0`() {
    var generator = Generator(seed: 12)
    for metric in [ExternalMetric.adjustedMutualInformation, .adjustedRandIndex] {
      var (sum, shuffled) = (0.0, clusters)
      for _ in 0..<2000 {
        generator.shuffle(&shuffled)
        sum += metric.score(ContingencyTable(classes: classes, clusters: shuffled))
      }
      #expect(abs(sum / 2000) < 0.003)
    }
  }

  @Test func `Accuracy is that of the best of all matchings`() {
    var generator = Generator(seed: 13)
    for _ in 0..<40 {
      let classes = (0..<30).map { _ in generator.integer(below: 4) }
      let clusters = (0..<30).map { _ in generator.integer(below: 5) }
      var best = 0
      // All ways in which 4 classes choose among 5 clusters.
      for code in 0..<625 {
        let choice = [code % 5, code / 5 % 5, code / 25 % 5, code / 125]
        guard Set(choice).count == 4 else { continue }
        best = max(best, zip(classes, clusters).count { choice[$0] == $1 })
      }
      let table = ContingencyTable(classes: classes, clusters: clusters)
      #expect(ExternalMetric.accuracy.score(table) == Double(best) / 30)
      #expect(ExternalMetric.accuracy.score(table.transposed) == Double(best) / 30)
    }
  }

  @Test(arguments: InternalMetric.allCases)
  func `Scores are undefined for one cluster and for a cluster a row`(metric: InternalMetric) {
    #expect(metric.score(x, clusters: Array(repeating: 0, count: 90)).isNaN)
    #expect(metric.score(x, clusters: Array(0..<90)).isNaN)
    #expect(metric.score(Matrix(rows: 1, columns: 3), clusters: [0]).isNaN)
    #expect(metric.score(Matrix(rows: 0, columns: 3), clusters: []).isNaN)
  }

  @Test(arguments: InternalMetric.allCases)
  func `Moving and turning all rows changes nothing`(metric: InternalMetric) {
    var moved = x
    for i in 0..<90 {
      (moved[i, 0], moved[i, 1], moved[i, 2]) = (x[i, 2] + 4, -x[i, 0] - 2, x[i, 1] + 1)
    }
    let value = metric.score(x, clusters: clusters)
    #expect(abs(value - metric.score(moved, clusters: clusters)) < 1e-5 * max(1, value))
  }

  @Test(arguments: InternalMetric.allCases)
  func `The bits do not depend on the number of threads`(metric: InternalMetric) {
    let many = x.gathering(rows: (0..<900).map { $0 % 90 })
    let labels = (0..<900).map { clusters[$0 % 90] }
    #expect(
      metric.score(many, clusters: labels, threads: 1)
        == metric.score(many, clusters: labels, threads: 2))
  }

  @Test func `Rows that coincide are at distance 0, wherever they lie`() {
    let far = Matrix(
      rows: 4, columns: 2, elements: [1e4, 1e4, 1e4, 1e4, 1e4, 1.0001e4, 1e4, 1.0001e4])
    #expect(InternalMetric.silhouette.score(far, clusters: [0, 0, 1, 1]) == 1)
    let same = Matrix(rows: 4, columns: 2, repeating: 0.1)
    #expect(InternalMetric.silhouette.score(same, clusters: [0, 0, 1, 1]) == 0)
    #expect(InternalMetric.calinskiHarabasz.score(same, clusters: [0, 0, 1, 1]) == 1)
    #expect(InternalMetric.daviesBouldin.score(same, clusters: [0, 0, 1, 1]) == 0)
    #expect(InternalMetric.dunn.score(same, clusters: [0, 0, 1, 1]).isNaN)
    #expect(InternalMetric.dunn.score(far, clusters: [0, 1, 1, 1]) == 0)
  }
}

@Suite("Majority vote")
struct MajorityVoteTests {
  @Test func `A group takes the most frequent cluster, the lowest on a tie`() {
    #expect(
      majorityVote([3, 1, 1, 2, 0, 2, 0, 5], groups: [0, 0, 0, 1, 1, 1, 1, 2], count: 3)
        == [1, 0, 5])
  }
}

@Suite("Noise")
struct NoiseTests {
  @Test func `Noise is dropped or alone, and coverage tells how much there is`() {
    let found = NoisyClusters([2, -1, 0, 2, -1])
    #expect(found.covered == [0, 2, 3])
    #expect(found.coverage == 0.6)
    #expect(found.withSingletons == [2, 3, 0, 2, 4])
    #expect(NoisyClusters([-1, -1]).withSingletons == [0, 1])
    #expect(NoisyClusters([-1, -1]).coverage == 0)
    #expect(NoisyClusters([]).coverage == 1)
  }
}
