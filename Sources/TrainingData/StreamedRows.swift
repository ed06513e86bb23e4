internal import Autoencoders
internal import Dispatch
internal import LinearAlgebra
internal import Synchronization

/// Prepared features that are read from their file batch by batch, the next batch while a network
/// works on this one. Their bits are those of features in memory.
final class StreamedRows: FeatureRows {
  private let file: FeatureFile
  private let preparation: Preparation
  private let next = Mutex<ReadAhead?>(nil)

  var rows: Int { file.rows }
  var columns: Int { file.columns }

  init(_ file: FeatureFile, _ preparation: Preparation) {
    self.file = file
    self.preparation = preparation
  }

  func copy(_ rows: [Int], to target: inout Matrix, threads: Int) throws {
    let ahead = next.withLock { next in
      defer { next = nil }
      return next
    }
    if let ahead, ahead.rows == rows {
      target.elements = try ahead.result().elements
    } else {
      target.elements = try read(rows, threads: threads).elements
    }
  }

  func prepare(_ rows: [Int]) {
    guard !rows.isEmpty else { return }
    let ahead = ReadAhead(rows) { try self.read(rows, threads: 1) }
    next.withLock { $0 = ahead }
  }

  private func read(_ rows: [Int], threads: Int) throws -> Matrix {
    var block = Matrix(rows: rows.count, columns: columns)
    try file.copy(rows, to: &block, threads: threads)
    preparation.apply(to: &block, threads: threads)
    return block
  }
}

/// A reading that was begun.
private final class ReadAhead: Sendable {
  let rows: [Int]
  private let finished = DispatchGroup()
  private let outcome = Mutex<Result<Matrix, any Error>?>(nil)

  init(_ rows: [Int], _ read: @escaping @Sendable () throws -> Matrix) {
    self.rows = rows
    DispatchQueue.global().async(group: finished) { [self] in
      let result = Result { try read() }
      outcome.withLock { $0 = result }
    }
  }

  /// Waits for it.
  func result() throws -> Matrix {
    finished.wait()
    guard let outcome = outcome.withLock({ $0 }) else {
      preconditionFailure("a reading ends with an outcome")
    }
    return try outcome.get()
  }
}
