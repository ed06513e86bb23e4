/// What went wrong with the tags of a file, in one sentence that names the file.
public struct AudioTagsError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Wraps a sentence.
  public init(_ description: String) { self.description = description }
}
