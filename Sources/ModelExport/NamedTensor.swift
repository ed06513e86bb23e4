/// Numbers that a model holds, as other programs name and shape them.
public struct NamedTensor: Sendable, Equatable {
  /// Its name, such as “encoder.0.weight”.
  public let name: String
  /// Its shape, outermost axis first.
  public let shape: [Int]
  /// All elements, row after row.
  public let values: [Float]

  /// Names numbers.
  public init(_ name: String, shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count)
    self.name = name
    self.shape = shape
    self.values = values
  }
}
