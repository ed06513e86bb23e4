/// One dimension of the features of a clip.
public struct FeatureDimension: Sendable, Equatable {
  /// What tells the places along a dimension apart.
  public enum Coordinates: Sendable, Equatable {
    /// Numbers in a unit.
    case numbers([Double], unit: String)
    /// Names, each once.
    case names([String])
  }

  /// The dimension's name, for instance `band`.
  public let name: String
  /// One coordinate for each place.
  public let coordinates: Coordinates

  /// Places along the dimension.
  public var count: Int {
    switch coordinates {
    case .numbers(let numbers, unit: _): numbers.count
    case .names(let names): names.count
    }
  }
}
