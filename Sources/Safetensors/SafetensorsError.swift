/// What is wrong with a file of tensors, in one sentence that names it.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String
  /// Whether the file is not there, rather than wrong.
  public let isAbsence: Bool

  init(_ description: String, isAbsence: Bool = false) {
    self.description = description
    self.isAbsence = isAbsence
  }
}
