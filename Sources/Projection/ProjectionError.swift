/// Why data cannot be projected, in one sentence.
public struct ProjectionError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }

  /// A row, counted from 0, has no place.
  init(nonFinite row: Int, of rows: Int) {
    self.init(
      "row \(row + 1) of \(rows) holds a value that is not finite; it has no projection")
  }
}
