/// Rows of the training part: the only rows that anything may be fitted on.
///
/// Only ``PartitionedRows`` makes one, from what the split says of every row.
public struct TrainingRows: Sendable, Equatable {
  /// The rows, ascending.
  public let indices: [Int]

  fileprivate init(_ indices: [Int]) { self.indices = indices }
}

/// The rows of a feature matrix that training uses, by part of the split. Rows of the test part,
/// and of songs that the split does not know, are in neither.
public struct PartitionedRows: Sendable, Equatable {
  /// Rows of the training part.
  public let training: TrainingRows
  /// Rows of the validation part, ascending.
  public let validation: [Int]

  /// Sorts rows by what the split says of each.
  ///
  /// - Parameters:
  ///   - isTraining: Whether each row is in the training part.
  ///   - isValidation: Whether each row is in the validation part; no row is in both.
  public init(isTraining: [Bool], isValidation: [Bool]) {
    precondition(isTraining.count == isValidation.count)
    precondition(!zip(isTraining, isValidation).contains { $0 && $1 }, "a row is in two parts")
    training = TrainingRows(isTraining.indices.filter { isTraining[$0] })
    validation = isValidation.indices.filter { isValidation[$0] }
  }
}
