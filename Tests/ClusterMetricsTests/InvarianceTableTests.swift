import ClusterMetrics
import LinearAlgebra
import Randomness
import Testing

/// What may be changed without changing a score.
private enum Change: CaseIterable {
  /// Other numbers for the classes and clusters.
  case numbering
  /// Another order of the rows.
  case order
  /// Clusters for classes and classes for clusters.
  case exchange
  /// Every row twice.
  case doubling
  /// Rows moved and turned.
  case motion
  /// Rows farther apart, all alike.
  case scaling
}

private let byLabels: Set<Change> = [.numbering, .order, .motion, .scaling]
private let byPositions: Set<Change> = [.numbering, .order, .motion, .scaling]

/// Which changes leave each metric as it is: all that are listed, and none that is not.
private let table: [String: Set<Change>] = [
  "ari": byLabels.union([.exchange]),
  "ami": byLabels.union([.exchange]),
  "nmi": byLabels.union([.exchange, .doubling]),
  "nmi_geometric": byLabels.union([.exchange, .doubling]),
  "nmi_min": byLabels.union([.exchange, .doubling]),
  "nmi_max": byLabels.union([.exchange, .doubling]),
  "v_measure": byLabels.union([.exchange, .doubling]),
  "homogeneity": byLabels.union([.doubling]),
  "completeness": byLabels.union([.doubling]),
  "purity": byLabels.union([.doubling]),
  "inverse_purity": byLabels.union([.doubling]),
  "accuracy": byLabels.union([.exchange, .doubling]),
  "fowlkes_mallows": byLabels.union([.exchange]),
  "pair_f1": byLabels.union([.exchange]),
  "silhouette": byPositions,
  "calinski_harabasz": byPositions,
  "davies_bouldin": byPositions.union([.doubling]),
  "dunn": byPositions.union([.doubling]),
  "dbcv": byPositions,
]

@Suite("Table of invariances of cluster metrics")
struct InvarianceTableTests {
  private var x: Matrix
  private var classes: [Int]
  private var clusters: [Int]

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

  private func score(_ metric: ClusterMetric) -> Double {
    switch metric {
    case .external(let metric):
      metric.score(ContingencyTable(classes: classes, clusters: clusters))
    case .internal(let metric): metric.score(x, clusters: clusters)
    }
  }

  /// The same rows and labels, changed.
  private func changed(_ change: Change) -> InvarianceTableTests {
    var other = self
    switch change {
    case .numbering:
      other.classes = classes.map { [7, -1, 100][$0] }
      other.clusters = clusters.map { [3, 2, 1, 0][$0] * 5_000_000 }
    case .order:
      var generator = Generator(seed: 5)
      var order = Array(0..<90)
      generator.shuffle(&order)
      other.x = x.gathering(rows: order)
      other.classes = order.map { classes[$0] }
      other.clusters = order.map { clusters[$0] }
    case .exchange:
      (other.classes, other.clusters) = (clusters, classes)
    case .doubling:
      other.x = x.gathering(rows: Array(0..<90) + Array(0..<90))
      other.classes += classes
      other.clusters += clusters
    case .motion:
      for i in 0..<90 {
        (other.x[i, 0], other.x[i, 1], other.x[i, 2]) = (x[i, 2] + 4, -x[i, 0] - 2, x[i, 1] + 1)
      }
    case .scaling:
      for i in other.x.elements.indices { other.x.elements[i] *= 8 }
    }
    return other
  }

  @Test func `The table has every metric, and no other`() {
    #expect(Set(table.keys) == Set(ClusterMetric.allCases.map(\.name)))
  }

  @Test(arguments: ClusterMetric.allCases)
  func `Scores stay as they are under what the table lists, and only that`(
    metric: ClusterMetric
  ) throws {
    let invariant = try #require(table[metric.name])
    let value = score(metric)
    for change in Change.allCases {
      // To metrics by positions, classes do not exist.
      if case .internal = metric, change == .exchange { continue }
      let difference = abs(changed(change).score(metric) - value) / max(1, abs(value))
      #expect(
        (difference < 1e-5) == invariant.contains(change),
        "\(metric.name) changes by \(difference) under \(change)")
    }
  }
}
