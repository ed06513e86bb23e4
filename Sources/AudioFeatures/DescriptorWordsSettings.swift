public import Configuration
public import TextFeatures

/// Tempo, energy, brightness and harmonic variety of a clip in words, as vectors of sentences by a
/// pre-trained encoder: study C's text.
public struct DescriptorWordsSettings: Sendable, Equatable {
  /// What is put into words.
  public let descriptors: DescriptorsSettings
  /// What makes vectors of sentences.
  public let encoder: EncoderSettings

  /// Reads the keys of a feature set of kind `descriptor-words`.
  public init(_ section: Section) throws(ConfigurationError) {
    descriptors = try DescriptorsSettings(section)
    encoder = try EncoderSettings(section)
    guard encoder.windows == nil else {
      throw section.error("long", "must be truncate or windows: a sentence has one vector")
    }
  }
}
