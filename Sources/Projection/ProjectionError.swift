/// Why data cannot be projected, in one sentence.
public struct ProjectionError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
