/// A score of clusters against classes that are known otherwise.
///
/// Definitions and degenerate cases are those of scikit-learn 1.9 where it has them. All are larger for better
/// clusterings and do not depend on how classes and clusters are numbered. An empty table, which
/// scikit-learn calls perfect agreement, scores 1.
public enum ExternalMetric: String, CaseIterable, Sendable {
  /// Rand index of pairs, adjusted for chance (Hubert & Arabie 1985, doi 10.1007/BF01908075).
  case adjustedRandIndex = "ari"
  /// Mutual information less what chance gives to partitions of these sizes, over the arithmetic
  /// mean of both entropies less the same (Vinh, Epps & Bailey 2010,
  /// https://jmlr.org/papers/v11/vinh10a.html), exact.
  case adjustedMutualInformation = "ami"
  /// Mutual information divided by the arithmetic mean of both entropies (Vinh, Epps & Bailey 2010,
  /// https://jmlr.org/papers/v11/vinh10a.html).
  case normalizedMutualInformation = "nmi"
  /// Mutual information divided by the geometric mean of both entropies (Strehl & Ghosh 2002,
  /// https://jmlr.org/papers/v3/strehl02a.html).
  case geometricMutualInformation = "nmi_geometric"
  /// Mutual information divided by the smaller of both entropies.
  case minimumMutualInformation = "nmi_min"
  /// Mutual information divided by the larger of both entropies.
  case maximumMutualInformation = "nmi_max"
  /// Harmonic mean of homogeneity and completeness (Rosenberg & Hirschberg 2007,
  /// https://aclanthology.org/D07-1043), β = 1; equal to the NMI with arithmetic mean.
  case vMeasure = "v_measure"
  /// 1 − H(class | cluster) / H(class): each cluster holds one class only.
  case homogeneity
  /// 1 − H(cluster | class) / H(cluster): each class lies in one cluster only.
  case completeness
  /// Share of rows that belong to the largest class of their cluster (Zhao & Karypis 2004,
  /// doi 10.1023/B:MACH.0000027785.44527.d6). Grows with the number of clusters.
  case purity
  /// Share of rows that belong to the largest cluster of their class: purity with classes and
  /// clusters exchanged. Falls with the number of clusters.
  case inversePurity = "inverse_purity"
  /// Largest share of rows on which clusters and classes agree when each cluster stands for at most
  /// one class, and each class for one cluster: the assignment problem (Kuhn 1955,
  /// doi 10.1002/nav.3800020109).
  case accuracy
  /// Geometric mean of precision and recall of pairs of rows that are together (Fowlkes & Mallows
  /// 1983, doi 10.1080/01621459.1983.10478008). 0 where no pair is together in both.
  case fowlkesMallows = "fowlkes_mallows"
  /// Harmonic mean of the same precision and recall. 0 where no pair is together in both.
  case pairF1 = "pair_f1"

  /// The metric in words.
  public var title: String {
    switch self {
    case .adjustedRandIndex: "Adjusted Rand index"
    case .adjustedMutualInformation: "Adjusted mutual information"
    case .normalizedMutualInformation: "Normalised mutual information"
    case .geometricMutualInformation: "Normalised mutual information, geometric mean"
    case .minimumMutualInformation: "Normalised mutual information, least entropy"
    case .maximumMutualInformation: "Normalised mutual information, largest entropy"
    case .vMeasure: "V-measure"
    case .homogeneity: "Homogeneity"
    case .completeness: "Completeness"
    case .purity: "Purity"
    case .inversePurity: "Inverse purity"
    case .accuracy: "Clustering accuracy"
    case .fowlkesMallows: "Fowlkes–Mallows index"
    case .pairF1: "F1 of pairs"
    }
  }

  /// The values it can take.
  public var range: ClosedRange<Double> {
    switch self {
    case .adjustedRandIndex: -0.5...1
    case .adjustedMutualInformation: -1...1
    default: 0...1
    }
  }

  /// The score of a clustering.
  public func score(_ table: ContingencyTable) -> Double {
    guard table.count > 0 else { return 1 }
    switch self {
    case .adjustedRandIndex: return table.adjustedRandIndex
    case .homogeneity: return table.homogeneity
    case .completeness: return table.transposed.homogeneity
    case .normalizedMutualInformation, .vMeasure: return table.vMeasure
    case .geometricMutualInformation:
      return table.normalizedInformation { ($0 * $1).squareRoot() }
    case .minimumMutualInformation: return table.normalizedInformation(by: min)
    case .maximumMutualInformation: return table.normalizedInformation(by: max)
    case .purity: return table.purity
    case .inversePurity: return table.transposed.purity
    case .adjustedMutualInformation: return table.adjustedMutualInformation
    case .accuracy: return table.accuracy
    case .fowlkesMallows: return table.fowlkesMallows
    case .pairF1: return table.pairF1
    }
  }
}
