public import Configuration

/// Vectors of lyrics by a pre-trained encoder, a feature set of kind `transformer`.
public struct LyricsEncoding: Sendable, Equatable {
  /// What is taken out of lyrics first, `cleaning`.
  public let cleaning: LyricsCleaning
  /// The encoder.
  public let encoder: EncoderSettings

  /// Reads the keys.
  public init(_ section: Section) throws(ConfigurationError) {
    cleaning = try LyricsCleaning(section.section("cleaning"))
    encoder = try EncoderSettings(section)
  }
}
