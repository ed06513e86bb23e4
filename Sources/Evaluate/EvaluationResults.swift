import Artifacts
import ClusterMetrics

/// Scores, confusions and assignments as they come, to become the tables of the artifact.
struct EvaluationResults {
  /// Which clustering for which task.
  struct Key {
    let task: String
    let clustering: String
    let k: Int
  }

  /// What a score was computed from.
  struct Rows {
    /// "clip", "song", or "covered clip": those that are not noise.
    let level: String
    /// Rows that were scored.
    let count: Int
    /// Rows that were not, for want of a label or for noise.
    let leftOut: Int
  }

  private struct Score {
    let key: Key
    let rows: Rows
    let space: String
    let metric: String
    let value: Double
    let isValid: Bool
  }

  private struct Pair {
    let key: Key
    let level: String
    let cluster: Int
    let label: String
    let count: Int
  }

  private let part: String
  private let fit: String
  private var all: [Score] = []
  private var pairs: [Pair] = []
  /// The clusterings, in the order in which they were added.
  private(set) var assignments: [ScoresArtifact.Assignment] = []

  init(part: String, fit: String) {
    self.part = part
    self.fit = fit
  }

  mutating func add(_ key: Key, assignment clusters: [Int]) {
    assignments.append(
      ScoresArtifact.Assignment(
        task: key.task, clustering: key.clustering, k: key.k, clusters: clusters))
  }

  mutating func add(
    _ key: Key, _ rows: Rows, space: String, metric: String, value: Double, isValid: Bool
  ) {
    all.append(
      Score(key: key, rows: rows, space: space, metric: metric, value: value, isValid: isValid))
  }

  /// Adds the confusion of clusters with classes, and all external scores: undefined ones where
  /// there are no clusters or no rows.
  mutating func add(
    _ key: Key, _ rows: Rows, classes: [Int], clusters: [Int]?, labels: [String], isValid: Bool
  ) {
    let alone = clusters.map {
      ContingencyTable(classes: classes, clusters: NoisyClusters($0).withSingletons)
    }
    for metric in ExternalMetric.allCases {
      let value = alone.flatMap { $0.count > 0 ? metric.score($0) : nil }
      add(
        key, rows, space: "", metric: metric.rawValue, value: value ?? .nan, isValid: isValid)
    }
    guard let clusters else { return }
    let table = ContingencyTable(classes: classes, clusters: clusters)
    pairs += table.entries.map {
      Pair(
        key: key, level: rows.level, cluster: table.clusters[$0.clusterIndex],
        label: labels[table.classes[$0.classIndex]], count: $0.count)
    }
  }

  /// The table of scores; see ``ScoresArtifact/scores``.
  var scores: Table {
    Table([
      .init("task", all.map(\.key.task)),
      .init("clustering", all.map(\.key.clustering)),
      .init("k", all.map(\.key.k), longName: "clusters asked for, or found"),
      .init(
        "level", all.map(\.rows.level),
        longName: "clip, song by majority vote, or covered clip: without noise"),
      .init("part", all.map { _ in part }, longName: "parts that were scored"),
      .init("fit", all.map { _ in fit }, longName: "clips that the clustering was fitted to"),
      .init("space", all.map(\.space), longName: "where internal metrics measure; rank within it"),
      .init("metric", all.map(\.metric)),
      .init("value", all.map(\.value), unit: "1", longName: "NaN where undefined"),
      .init("count", all.map(\.rows.count), longName: "clips or songs scored"),
      .init(
        "left_out", all.map(\.rows.leftOut), longName: "clips or songs without a label, or noise"),
      .init(
        "valid", all.map { $0.isValid ? 1 : 0 }, longName: "0: the model was told the label"),
    ])
  }

  /// The table of confusions: pairs that occur; see ``ScoresArtifact/confusion``.
  var confusion: Table {
    Table([
      .init("task", pairs.map(\.key.task)),
      .init("clustering", pairs.map(\.key.clustering)),
      .init("level", pairs.map(\.level), longName: "clip, or song by majority vote"),
      .init("cluster", pairs.map(\.cluster)),
      .init("label", pairs.map(\.label)),
      .init("count", pairs.map(\.count), longName: "clips or songs of both"),
    ])
  }
}
