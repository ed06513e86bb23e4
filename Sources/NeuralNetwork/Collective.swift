/// The processes that train one network together, and sums over them.
///
/// Every process asks for the same sums in the same order, and each gets the same bits.
public struct Collective: Sendable {
  /// The number of this process, from 0.
  public let rank: Int
  /// How many processes there are, ≥ 1.
  public let count: Int
  private let sumFloats: @Sendable (inout [Float]) -> Void
  private let sumDoubles: @Sendable (inout [Double]) -> Void

  /// One process by itself.
  public static let alone = Collective(rank: 0, count: 1, sumFloats: { _ in }, sumDoubles: { _ in })

  /// Describes a process.
  ///
  /// - Parameters:
  ///   - rank: Its number, from 0.
  ///   - count: How many there are.
  ///   - sumFloats: Replaces numbers by their sums over all processes.
  ///   - sumDoubles: The same.
  public init(
    rank: Int, count: Int, sumFloats: @escaping @Sendable (inout [Float]) -> Void,
    sumDoubles: @escaping @Sendable (inout [Double]) -> Void
  ) {
    precondition((0..<count).contains(rank))
    self.rank = rank
    self.count = count
    self.sumFloats = sumFloats
    self.sumDoubles = sumDoubles
  }

  /// Replaces numbers by their sums over all processes.
  public func sum(_ values: inout [Float]) {
    if count > 1 { sumFloats(&values) }
  }

  /// Replaces numbers by their sums over all processes.
  public func sum(_ values: inout [Double]) {
    if count > 1 { sumDoubles(&values) }
  }

  /// The sum of a number over all processes.
  public func sum(of value: Double) -> Double {
    var values = [value]
    sum(&values)
    return values[0]
  }

  /// Whether something is so for any process.
  public func any(_ isSo: Bool) -> Bool { sum(of: isSo ? 1 : 0) > 0 }

  /// This process's share of a batch; `nil` where it has all of it: by itself, or where there are
  /// fewer rows than processes, which then all do the same.
  public func share(ofRows batch: Int) -> BatchShare? {
    guard count > 1, batch >= count else { return nil }
    return BatchShare(
      rows: (batch * rank / count)..<(batch * (rank + 1) / count), batch: batch, processes: self)
  }
}

/// The rows of a batch that one of several processes has; the others have the rest.
///
/// What a layer draws for a row, and what it computes from the whole batch, is as if one process had
/// all rows.
public struct BatchShare: Sendable {
  /// The rows, counted from the batch's first.
  public let rows: Range<Int>
  /// Rows of the whole batch, B.
  public let batch: Int
  fileprivate let processes: Collective
}

extension Pass {
  /// Rows of the whole batch, of which this process has so many.
  public func batchRows(_ rows: Int) -> Int { share?.batch ?? rows }

  /// Sums over the rows of the whole batch, of those over the rows that this process has.
  public func batchSums(_ sums: [Double]) -> [Double] {
    guard let share else { return sums }
    var sums = sums
    share.processes.sum(&sums)
    return sums
  }

  /// The number in the whole batch of the first element, of rows of this length.
  func firstElement(columns: Int) -> Int { (share?.rows.lowerBound ?? 0) * columns }
}
