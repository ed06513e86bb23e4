/// What is wrong with vectors that a user brings, in one sentence that names the file.
public struct ExternalVectorsError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// Whether a file is not there, rather than wrong.
  public let isAbsence: Bool

  init(_ description: String, isAbsence: Bool = false) {
    self.description = description
    self.isAbsence = isAbsence
  }
}
