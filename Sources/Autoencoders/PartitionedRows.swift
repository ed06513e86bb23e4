/// The part of a split that a clip belongs to.
public enum Part: String, CaseIterable, Sendable {
  /// Everything fitted is fitted on it.
  case train
  /// Decides when training ends.
  case validation
  /// Decides nothing.
  case test
}

/// Rows of the training part: the only rows that anything may be fitted on.
///
/// Only ``PartitionedRows`` makes one, from what the split says of every row.
public struct TrainingRows: Sendable, Equatable {
  /// The rows, ascending.
  public let indices: [Int]

  fileprivate init(_ indices: [Int]) { self.indices = indices }
}

/// The rows of a feature matrix, by part.
public struct PartitionedRows: Sendable, Equatable {
  /// Rows of the training part.
  public let training: TrainingRows
  /// Rows of the validation part, ascending.
  public let validation: [Int]

  /// Sorts rows by part.
  ///
  /// - Parameter parts: The part of each row.
  public init(parts: [Part]) {
    training = TrainingRows(parts.indices.filter { parts[$0] == .train })
    validation = parts.indices.filter { parts[$0] == .validation }
  }
}
