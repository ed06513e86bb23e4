/// Why a text has no features, or weights cannot be used, in words for people.
public struct TextError: Error, Equatable, CustomStringConvertible {
  /// The words.
  public let description: String

  /// Wraps words.
  public init(_ description: String) { self.description = description }
}
