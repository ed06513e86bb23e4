/// Any score of a clustering, as artifacts and reports name it.
public enum ClusterMetric: Hashable, CaseIterable, Sendable {
  /// By classes that are known otherwise.
  case external(ExternalMetric)
  /// By the positions of the rows.
  case `internal`(InternalMetric)

  /// All metrics: external ones first.
  public static var allCases: [ClusterMetric] {
    ExternalMetric.allCases.map { .external($0) } + InternalMetric.allCases.map { .internal($0) }
  }

  /// The metric of a name.
  public init?(named name: String) {
    guard let metric = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = metric
  }

  /// Its name in files.
  public var name: String {
    switch self {
    case .external(let metric): metric.rawValue
    case .internal(let metric): metric.rawValue
    }
  }

  /// The metric in words.
  public var title: String {
    switch self {
    case .external(let metric): metric.title
    case .internal(let metric): metric.title
    }
  }

  /// The values it can take.
  public var range: ClosedRange<Double> {
    switch self {
    case .external(let metric): metric.range
    case .internal(let metric): metric.range
    }
  }

  /// Whether more is better.
  public var largerIsBetter: Bool {
    switch self {
    case .external: true
    case .internal(let metric): metric.largerIsBetter
    }
  }
}
