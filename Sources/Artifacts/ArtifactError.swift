/// What is wrong with an artifact, in one sentence that names the file.
public struct ArtifactError: Error, Equatable, CustomStringConvertible {
  /// Where the fault lies.
  public enum Fault: Sendable {
    /// The file is not there.
    case missing
    /// The file is not what it should be.
    case invalid
    /// The file cannot be made where it should be.
    case unwritable
    /// Writing the file failed on the way, for instance because the disk is full.
    case unfinished
  }

  /// Where the fault lies.
  public let fault: Fault
  /// The sentence.
  public let description: String

  /// Describes a fault.
  public init(_ fault: Fault, _ description: String) {
    self.fault = fault
    self.description = description
  }
}
