public import Configuration

/// Statistics over time of the values of every frame of a clip: one vector.
public struct StatisticsSettings: Sendable, Equatable {
  /// The features that are summed up, `of`.
  public let features: [CourseSettings]
  /// Statistics of each, `statistics`, in the order of the columns.
  public let statistics: [Statistic]
  /// Edges of the bands of modulation, `modulation_edges`, Hz, ascending; where it is asked for.
  public let modulationEdges: [Double]
  /// The columns that are kept, `columns`; all by default.
  public let columns: ColumnSelection

  /// Reads the keys of a feature set of kind `statistics`.
  public init(_ section: Section) throws(ConfigurationError) {
    let names = try distinct(CourseSettings.Kind.self, "of", in: section)
    var features: [CourseSettings] = []
    for name in names { features.append(try CourseSettings(name, section)) }
    try self.init(of: features, section)
  }

  /// Reads the keys of a feature set of kind `mfcc-statistics`.
  public init(ofCepstra section: Section) throws(ConfigurationError) {
    try self.init(of: [.mfcc(try MFCCSettings(section, coefficients: 13))], section)
  }

  /// Reads the keys of a feature set of kind `mfcc-mean`: the mean alone, of as many coefficients
  /// as there are bands by default.
  public init(meansOf section: Section) throws(ConfigurationError) {
    features = [.mfcc(try MFCCSettings(section, coefficients: nil))]
    statistics = [.mean]
    modulationEdges = []
    columns = ColumnSelection()
  }

  private init(of features: [CourseSettings], _ section: Section) throws(ConfigurationError) {
    self.features = features
    statistics = try distinct(
      Statistic.self, "statistics", default: [.mean, .sd, .min, .max], in: section)
    modulationEdges =
      statistics.contains(.modulation) ? try AudioFeatures.modulationEdges(section) : []
    columns = ColumnSelection(try section.texts("columns", default: []))
  }
}

extension StatisticsSettings: FeatureKind {
  var frames: FrameSettings { features[0].feature.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let summary = try Summary(statistics, modulationEdges: modulationEdges, layout: layout)
    var parts: [VectorPart] = []
    for feature in features {
      parts.append(summary.part(of: try feature.feature.course(for: layout)))
    }
    return try FeaturePlan(joining: parts, keeping: columns)
  }
}

/// The key `modulation_edges`.
func modulationEdges(_ section: Section) throws(ConfigurationError) -> [Double] {
  let edges = try section.reals("modulation_edges", default: [0.5, 1, 2, 4, 10], in: 0.01...1000)
  guard edges.count >= 2, zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
    throw section.error("modulation_edges", "must be two or more frequencies, ascending")
  }
  return edges
}

/// A list of names of an enumeration, each once, at least one.
func distinct<Choice: RawRepresentable & CaseIterable>(
  _ type: Choice.Type, _ key: String, default fallback: [Choice]? = nil, in section: Section
) throws(ConfigurationError) -> [Choice] where Choice.RawValue == String {
  let names = try section.texts(key, default: fallback?.map(\.rawValue))
  let choices = names.compactMap(Choice.init)
  guard choices.count == names.count, Set(names).count == names.count, !names.isEmpty else {
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw section.error(key, "must name one or more of \(known), each once")
  }
  return choices
}
