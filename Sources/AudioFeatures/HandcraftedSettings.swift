public import Configuration

/// Everything that sums up a clip in numbers: one vector.
public struct HandcraftedSettings: Sendable, Equatable {
  /// Parts of the vector, by the names of the key `of`.
  public enum Part: String, CaseIterable, Sendable {
    /// Statistics of ``MFCCSettings``.
    case mfcc
    /// Statistics of ``MFCCDeltaSettings``.
    case mfccDelta = "mfcc-delta"
    /// Statistics of ``SpectralSettings``.
    case spectral
    /// Statistics of ``ChromaSettings``.
    case chroma
    /// Statistics of ``TonnetzSettings``.
    case tonnetz
    /// Statistics of ``OnsetSettings``.
    case onset
    /// ``TempoSettings``.
    case tempo
    /// ``KeySettings``.
    case key
    /// ``LoudnessSettings``.
    case loudness
  }

  /// The settings of a part.
  enum PartSettings: Sendable, Equatable {
    case course(CourseSettings)
    case tempo(TempoSettings)
    case key(KeySettings)
    case loudness(LoudnessSettings)
  }

  /// The frames.
  public let frames: FrameSettings
  /// The parts, `of`, in the order of the vector; all by default.
  let parts: [PartSettings]
  /// Statistics of what has values in every frame, `statistics`, all by default; modulation and
  /// covariance are of cepstral coefficients alone.
  public let statistics: [Statistic]
  /// Edges of the bands of modulation, `modulation_edges`, Hz, ascending; where it is asked for.
  public let modulationEdges: [Double]
  /// The columns that are kept, `columns`; all by default.
  public let columns: ColumnSelection

  /// Reads the keys of a feature set of kind `handcrafted`.
  public init(_ section: Section) throws(ConfigurationError) {
    frames = try FrameSettings(section)
    var parts: [PartSettings] = []
    for part in try distinct(Part.self, "of", default: Part.allCases, in: section) {
      parts.append(try PartSettings(part, section))
    }
    self.parts = parts
    statistics = try distinct(
      Statistic.self, "statistics", default: Statistic.allCases, in: section)
    modulationEdges =
      statistics.contains(.modulation) ? try AudioFeatures.modulationEdges(section) : []
    columns = ColumnSelection(try section.texts("columns", default: []))
  }
}

extension HandcraftedSettings.PartSettings {
  init(_ part: HandcraftedSettings.Part, _ section: Section) throws(ConfigurationError) {
    self =
      switch part {
      case .mfcc: .course(.mfcc(try MFCCSettings(section, coefficients: 20)))
      case .mfccDelta: .course(.mfccDelta(try MFCCDeltaSettings(section, coefficients: 20)))
      case .spectral: .course(try CourseSettings(.spectral, section))
      case .chroma: .course(try CourseSettings(.chroma, section))
      case .tonnetz: .course(try CourseSettings(.tonnetz, section))
      case .onset: .course(try CourseSettings(.onset, section))
      case .tempo: .tempo(try TempoSettings(section))
      case .key: .key(try KeySettings(section))
      case .loudness: .loudness(LoudnessSettings())
      }
  }
}

extension HandcraftedSettings: FeatureKind {
  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let ofCepstra = try Summary(statistics, modulationEdges: modulationEdges, layout: layout)
    let ofOthers = try Summary(
      statistics.filter { ![.modulation, .covariance].contains($0) }, modulationEdges: [],
      layout: layout)
    var vector: [VectorPart] = []
    for part in parts {
      switch part {
      case .course(let settings):
        let course = try settings.feature.course(for: layout)
        if case .mfcc = settings {
          vector.append(ofCepstra.part(of: course))
        } else {
          vector.append(ofOthers.part(of: course))
        }
      case .tempo(let settings): vector.append(try settings.part(for: layout))
      case .key(let settings): vector.append(try settings.part(for: layout))
      case .loudness(let settings): vector.append(try settings.part(for: layout))
      }
    }
    return try FeaturePlan(joining: vector, keeping: columns)
  }
}
