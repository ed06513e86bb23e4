/// What is wrong with a corpus, in one sentence that names the file and what to do.
public struct CorpusError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Wraps a sentence.
  public init(_ description: String) { self.description = description }
}
