/// Why training cannot go on, in sentences for people.
public struct TrainingError: Error, Equatable, CustomStringConvertible {
  /// The sentences.
  public let description: String

  /// Wraps sentences.
  public init(_ description: String) { self.description = description }
}
