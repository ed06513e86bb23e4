/// Why features cannot be computed, in one sentence.
public struct FeatureError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
