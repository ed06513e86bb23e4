/// What is wrong with a corpus, in one sentence that names the file and what to do.
public struct CorpusError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// Where the fault lies.
  public let fault: Fault

  /// Where a fault lies.
  public enum Fault: Sendable {
    /// In what a file or folder holds.
    case wrong
    /// A file or folder is not there.
    case absent
    /// A file cannot be written.
    case unwritable
    /// Writing a file failed on the way, for instance because the disk is full.
    case unfinished
  }

  /// Wraps a sentence.
  public init(_ description: String, fault: Fault = .wrong) {
    self.description = description
    self.fault = fault
  }
}
