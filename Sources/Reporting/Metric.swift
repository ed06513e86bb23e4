/// How a metric is shown.
struct Metric: Equatable {
  /// Its name in artifacts.
  let key: String
  /// Its name for readers.
  let name: String
  /// Whether it judges clusters by the space they lie in, not by labels.
  let isInternal: Bool
  /// Whether it can rank clusterings with different numbers of clusters.
  var isBalanced: Bool { ["nmi", "ari", "ami", "v_measure"].contains(key) }
  /// Whether less is better.
  var isReversed: Bool { key == "davies_bouldin" }
  /// Decimals to show.
  let digits: Int

  /// The metrics in reading order.
  static let known = [
    Metric(key: "ami", name: "AMI", isInternal: false, digits: 3),
    Metric(key: "nmi", name: "NMI", isInternal: false, digits: 3),
    Metric(key: "ari", name: "ARI", isInternal: false, digits: 3),
    Metric(key: "v_measure", name: "V-meas.", isInternal: false, digits: 3),
    Metric(key: "homogeneity", name: "homog.", isInternal: false, digits: 3),
    Metric(key: "completeness", name: "compl.", isInternal: false, digits: 3),
    Metric(key: "purity", name: "purity", isInternal: false, digits: 3),
    Metric(key: "accuracy", name: "accuracy", isInternal: false, digits: 3),
    Metric(key: "silhouette", name: "silhouette ↑", isInternal: true, digits: 3),
    Metric(key: "calinski_harabasz", name: "Calinski–Harabasz ↑", isInternal: true, digits: 1),
    Metric(key: "davies_bouldin", name: "Davies–Bouldin ↓", isInternal: true, digits: 3),
    Metric(key: "dunn", name: "Dunn ↑", isInternal: true, digits: 3),
    Metric(key: "dbcv", name: "DBCV ↑", isInternal: true, digits: 3),
  ]

  /// Metrics that only files list: beside the others they tell little, and tables would get too wide.
  private static let inFilesOnly: Set = [
    "fowlkes_mallows", "inverse_purity", "pair_f1", "nmi_geometric", "nmi_min", "nmi_max",
  ]

  /// The metric that decides which clusterings stand first: NMI would flatter many small clusters, and
  /// noise most of all.
  static let leading = known[0]

  /// The metrics that occur in scores, in reading order; those not known come last, by name.
  static func occurring(in scores: [Experiment.Score]) -> [Metric] {
    let keys = Set(scores.map(\.metric)).subtracting(inFilesOnly)
    let named = known.filter { keys.contains($0.key) }
    let others = keys.subtracting(known.map(\.key)).sorted().map { key in
      Metric(
        key: key, name: key.split(separator: "_").joined(separator: " "),
        isInternal: scores.contains { $0.metric == key && !$0.space.isEmpty }, digits: 3)
    }
    return named + others
  }
}
