import Artifacts
import ClusterMetrics
import Clustering
import Statistics

/// Scores, confusions and assignments as they come, to become the tables of the artifact.
struct EvaluationResults {
  /// Which clustering for which task.
  struct Key {
    let task: String
    let clustering: String
    /// Where clusters were looked for.
    let space: String
    let k: Int
  }

  /// What a score was computed from.
  struct Rows {
    /// "clip"; "song", by majority vote; "song mean", by the mean of its clips; or "covered clip": those
    /// that are not noise.
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
    var low = Double.nan
    var high = Double.nan
    var pValue = Double.nan
    var leastPValue = Double.nan
  }

  private struct Pair {
    let key: Key
    let level: String
    let cluster: Int
    let label: String
    let count: Int
  }

  private struct Confound {
    let key: Key
    let level: String
    let property: String
    let table: ContingencyTable
  }

  private struct LatentScore {
    let task: String
    let metric: String
    let value: Double
    let count: Int
    let isValid: Bool
  }

  private struct Shown {
    let key: Key
    let exemplar: Exemplar
    let clip: Int
  }

  private struct Tried {
    let task: String
    let clustering: String
    let criterion: String
    let k: Int
    let value: Double
    let isChosen: Bool
  }

  private let part: String
  private let fit: String
  private var all: [Score] = []
  private var pairs: [Pair] = []
  private var properties: [Confound] = []
  private var latentScores: [LatentScore] = []
  private var shown: [Shown] = []
  private var tried: [Tried] = []
  /// The clusterings, in the order in which they were added.
  private(set) var assignments: [ScoresArtifact.Assignment] = []

  init(part: String, fit: String) {
    self.part = part
    self.fit = fit
  }
}

// MARK: - Adding

extension EvaluationResults {
  mutating func add(_ key: Key, clusters: [Int], agreement: [Double]) {
    assignments.append(
      ScoresArtifact.Assignment(
        task: key.task, clustering: key.clustering, space: key.space, k: key.k,
        clusters: clusters, agreement: agreement))
  }

  mutating func add(
    _ key: Key, _ rows: Rows, space: String, metric: String, value: Double, isValid: Bool
  ) {
    all.append(
      Score(key: key, rows: rows, space: space, metric: metric, value: value, isValid: isValid))
  }

  /// Adds a score by labels.
  mutating func add(_ key: Key, _ rows: Rows, _ score: LabelledRows.Score, isValid: Bool) {
    all.append(
      Score(
        key: key, rows: rows, space: "", metric: score.metric.rawValue, value: score.value,
        isValid: isValid, low: score.interval.low, high: score.interval.high,
        pValue: score.test?.pValue ?? .nan, leastPValue: score.test?.leastPValue ?? .nan))
  }

  /// Adds how clusters and classes meet; classes are places in `labels`.
  mutating func add(
    _ key: Key, level: String, confusion table: ContingencyTable, labels: [String]
  ) {
    pairs += table.entries.map {
      Pair(
        key: key, level: level, cluster: table.clusters[$0.clusterIndex],
        label: labels[table.classes[$0.classIndex]], count: $0.count)
    }
  }

  /// Adds how clusters and values of a property meet.
  mutating func add(_ key: Key, level: String, property: String, table: ContingencyTable) {
    properties.append(Confound(key: key, level: level, property: property, table: table))
  }

  /// Adds clips that show what clusters are; their rows are places in `clips`.
  mutating func add(_ key: Key, _ exemplars: [Exemplar], clips: [Int]) {
    shown += exemplars.map { Shown(key: key, exemplar: $0, clip: clips[$0.row]) }
  }

  /// Adds how a number of clusters was chosen.
  mutating func add(
    task: String, clustering: String, criterion: String, tried values: [(k: Int, value: Double)],
    chosen: Int
  ) {
    tried += values.map {
      Tried(
        task: task, clustering: clustering, criterion: criterion, k: $0.k, value: $0.value,
        isChosen: $0.k == chosen)
    }
  }

  /// Adds what the radius of a density clustering was chosen by, at most some 200 of the ascending distances.
  mutating func add(task: String, clustering: String, _ density: DensityClustering) {
    guard let chosen = density.reaches.firstIndex(of: density.radius) else { return }
    let every = max(1, density.reaches.count / 200)
    let shown = density.reaches.indices.filter { $0 % every == 0 || $0 == chosen }
    add(
      task: task, clustering: clustering, criterion: "reach",
      tried: shown.map { (k: $0 + 1, value: density.reaches[$0]) }, chosen: chosen + 1)
  }

  /// Adds a score of the latents themselves.
  mutating func add(task: String, metric: String, value: Double, count: Int, isValid: Bool) {
    latentScores.append(
      LatentScore(task: task, metric: metric, value: value, count: count, isValid: isValid))
  }
}

// MARK: - Tables

extension EvaluationResults {
  /// The table of scores; see ``ScoresArtifact/scores``.
  var scores: Table {
    Table([
      .init("task", all.map(\.key.task)),
      .init("clustering", all.map(\.key.clustering)),
      .init("clustered_in", all.map(\.key.space), longName: "where clusters were looked for"),
      .init("k", all.map(\.key.k), longName: "clusters asked for, chosen or found"),
      .init(
        "level", all.map(\.rows.level),
        longName: "clip, song by majority vote, song mean, or covered clip: without noise"),
      .init("part", all.map { _ in part }, longName: "parts that were scored"),
      .init("fit", all.map { _ in fit }, longName: "clips that the clustering was fitted to"),
      .init("space", all.map(\.space), longName: "where internal metrics measure; rank within it"),
      .init("metric", all.map(\.metric)),
      .init("value", all.map(\.value), unit: "1", longName: "NaN where undefined"),
      .init("low", all.map(\.low), unit: "1", longName: "lower bound, by songs drawn anew"),
      .init("high", all.map(\.high), unit: "1", longName: "upper bound, by songs drawn anew"),
      .init(
        "p_value", all.map(\.pValue), unit: "1",
        longName: "share of shuffled labels that score as well"),
      .init(
        "least_p_value", all.map(\.leastPValue), unit: "1",
        longName: "least p that could have come out; above alpha: untestable"),
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
      .init("level", pairs.map(\.level), longName: "clip, song by majority vote, or song mean"),
      .init("cluster", pairs.map(\.cluster)),
      .init("label", pairs.map(\.label)),
      .init("count", pairs.map(\.count), longName: "clips or songs of both"),
    ])
  }

  /// The table of properties; see ``ScoresArtifact/confounds``.
  var confounds: Table {
    Table([
      .init("task", properties.map(\.key.task)),
      .init("clustering", properties.map(\.key.clustering)),
      .init("k", properties.map(\.key.k)),
      .init("level", properties.map(\.level), longName: "clip, or song by majority vote"),
      .init("property", properties.map(\.property), longName: "what songs have beside labels"),
      .init("values", properties.map(\.table.classes.count), longName: "different values"),
      .init(
        "nmi", properties.map { ExternalMetric.normalizedMutualInformation.score($0.table) },
        unit: "1"),
      .init(
        "ami", properties.map { ExternalMetric.adjustedMutualInformation.score($0.table) },
        unit: "1"),
      .init("count", properties.map(\.table.count), longName: "clips or songs"),
    ])
  }

  /// The table of the latents' own scores; see ``ScoresArtifact/latents``.
  var latents: Table {
    Table([
      .init("task", latentScores.map(\.task)),
      .init("metric", latentScores.map(\.metric)),
      .init("value", latentScores.map(\.value), unit: "1"),
      .init("count", latentScores.map(\.count), longName: "clips"),
      .init(
        "valid", latentScores.map { $0.isValid ? 1 : 0 },
        longName: "0: the model was told the label"),
    ])
  }

  /// The table of exemplars; see ``ScoresArtifact/exemplars``.
  var exemplars: Table {
    Table([
      .init("task", shown.map(\.key.task)),
      .init("clustering", shown.map(\.key.clustering)),
      .init("cluster", shown.map(\.exemplar.cluster)),
      .init(
        "kind", shown.map(\.exemplar.kind.rawValue),
        longName:
          "central: nearest to the mean of its cluster; ambiguous: nearly as near to another's"),
      .init("rank", shown.map(\.exemplar.rank), longName: "from 1, a song once"),
      .init("clip", shown.map(\.clip), longName: "row in clips"),
      .init("distance", shown.map(\.exemplar.distance), longName: "to the mean of its cluster"),
      .init(
        "other_distance", shown.map(\.exemplar.other),
        longName: "to the nearest mean of another cluster; NaN: there is none"),
    ])
  }

  /// The table of numbers of clusters that were tried; see ``ScoresArtifact/selections``.
  var selections: Table {
    Table([
      .init("task", tried.map(\.task)),
      .init("clustering", tried.map(\.clustering)),
      .init("criterion", tried.map(\.criterion), longName: "what k was chosen by"),
      .init("k", tried.map(\.k)),
      .init("value", tried.map(\.value), longName: "of the criterion; least is best for bic"),
      .init("chosen", tried.map { $0.isChosen ? 1 : 0 }),
    ])
  }
}
