/// What is wrong with a configuration file, in one sentence that names file, line and key.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Wraps a sentence.
  public init(_ description: String) { self.description = description }
}
