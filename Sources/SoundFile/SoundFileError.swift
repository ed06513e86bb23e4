/// What went wrong with a sound file, in one sentence that names the file and ends with the
/// library's own words.
public struct SoundFileError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Wraps a sentence.
  public init(_ description: String) { self.description = description }
}
