/// Computes the features of clips of one length, one clip after another.
///
/// It owns plans and buffers: make one for each worker.
public struct FeatureExtractor: ~Copyable {
  private let planned: PlannedFeatures
  private var extractor: JointExtractor

  /// Samples of a clip.
  public var clipLength: Int { planned.clipLength }
  /// The dimensions of the features of one clip, outermost first.
  public var dimensions: [FeatureDimension] { planned.dimensions }
  /// The unit of the values: "dB", "1" for standardised ones, "mixed" where each has its own.
  public var unit: String { planned.unit }

  /// Prepares for audio of a sample rate; see ``PlannedFeatures/init(_:sampleRate:)``.
  public init(_ settings: FeatureSettings, sampleRate: Double) throws(FeatureError) {
    let planned = try PlannedFeatures(settings, sampleRate: sampleRate)
    self.planned = planned
    extractor = JointExtractor([planned])
  }

  /// The features of one clip; see ``JointExtractor/features(of:)``.
  public mutating func features(of clip: Span<Float>) throws(FeatureError) -> [Float] {
    try extractor.features(of: clip)[0]
  }
}
