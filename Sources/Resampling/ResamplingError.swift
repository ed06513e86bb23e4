/// What went wrong with resampling, in one sentence.
public struct ResamplingError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}
