/// What is wrong with a corpus, in one sentence that names the file and what to do.
public struct CorpusError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// Whether a file or folder is not there, rather than wrong.
  public let isAbsence: Bool

  /// Wraps a sentence.
  public init(_ description: String, isAbsence: Bool = false) {
    self.description = description
    self.isAbsence = isAbsence
  }
}
