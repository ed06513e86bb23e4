import ClusterMetrics
import Foundation
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
  func `True classes score best`(metric: ClusterMetric) {
    let truth = score(metric, x, classes, classes)
    let found = score(metric, x, classes, clusters)
    #expect(metric.largerIsBetter ? truth > found : truth < found)
    if case .external = metric { #expect(truth == metric.range.upperBound) }
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

@Suite("Mutual information gap")
struct InformationGapTests {
  @Test func `A dimension that tells all has no rival; two alike leave no gap`() {
    let classes = (0..<60).map { $0 % 3 }
    let noise = (0..<60).map { Float(($0 * 37) % 11) }
    func gap(_ columns: [[Float]]) -> Double {
      mutualInformationGap(
        Matrix(
          rows: 60, columns: columns.count,
          elements: (0..<60).flatMap { row in columns.map { $0[row] } }),
        classes: classes)
    }
    let telling = classes.map { Float($0) }
    #expect(gap([telling, [Float](repeating: 1, count: 60)]) == 1)
    #expect(gap([telling]) == 1)
    #expect(gap([telling, telling.map { -$0 }, noise]) == 0)
    #expect((0..<0.5).contains(gap([noise])))
    #expect(
      mutualInformationGap(Matrix(rows: 2, columns: 1), classes: [1, 1]).isNaN)
    #expect(mutualInformationGap(Matrix(rows: 0, columns: 4), classes: []).isNaN)
  }

  @Test func `The gap of two dimensions is the difference of what they tell`() {
    // One tells classes in two halves, the other one of four: ln 2 and its part of ln 4.
    let classes = (0..<40).map { $0 % 4 }
    let halves = classes.map { Float($0 / 2) }
    let single = classes.map { Float($0 == 0 ? 1 : 0) }
    let x = Matrix(rows: 40, columns: 2, elements: zip(halves, single).flatMap { [$0, $1] })
    let entropy = 0.25 * log2(4) + 0.75 * log2(4.0 / 3)
    #expect(abs(mutualInformationGap(x, classes: classes) - (1 - entropy) / 2) < 1e-12)
  }
}

@Suite("B-cubed")
struct BCubedTests {
  @Test func `Each row is judged by its cluster and its class`() {
    let scores = ContingencyTable.bCubedScores(
      classes: [0, 0, 0, 1, 1], clusters: [7, 7, 9, 9, 9])
    // 2·common / (class + cluster).
    #expect(scores == [0.8, 0.8, 2.0 / 6, 0.8, 0.8])
    #expect(ContingencyTable.bCubedScores(classes: [1, 2, 1], clusters: [5, 3, 5]) == [1, 1, 1])
    #expect(ContingencyTable.bCubedScores(classes: [], clusters: []) == [])
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
