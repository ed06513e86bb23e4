/// The values that a parameter starts from.
public enum Initial: Sendable, Equatable {
  /// Uniform in ±bound.
  case uniform(bound: Double)
  /// All alike.
  case constant(Float)
  /// Standard normal.
  case normal

  /// PyTorch's start of a dense or convolutional layer, for weights and bias alike: uniform in
  /// ±1/√fanIn, which is what its `kaiming_uniform(a: √5)` comes to.
  public static func fan(in inputs: Int) -> Initial {
    .uniform(bound: 1 / Double(max(inputs, 1)).squareRoot())
  }
}

/// The place of one parameter in a flat array: a matrix by rows, or a vector as one row.
public struct Slot: Sendable, Equatable {
  /// Unique within a network and stable, as in “encoder.0.weight”.
  public let name: String
  /// Where it begins.
  public let offset: Int
  /// Number of rows, 1 for a vector.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The values it starts from.
  public let initial: Initial

  /// The elements it takes.
  public var range: Range<Int> { offset..<(offset + rows * columns) }
}

/// Where each parameter of a network lies in two flat arrays: what is learned by gradient, and
/// running statistics, which are not.
///
/// Layers reserve their slots when they are made, in the order of the network.
public struct Layout: Sendable, Equatable {
  /// The slots of the learned parameters, without gaps.
  public private(set) var parameters: [Slot] = []
  /// The slots of the running statistics, without gaps.
  public private(set) var statistics: [Slot] = []

  /// An empty layout.
  public init() {}

  /// Number of learned parameters.
  public var parameterCount: Int { parameters.last?.range.upperBound ?? 0 }
  /// Number of running statistics.
  public var statisticCount: Int { statistics.last?.range.upperBound ?? 0 }

  /// Reserves a slot for a learned parameter.
  public mutating func reserveParameter(
    _ name: String, rows: Int = 1, columns: Int, initial: Initial
  ) -> Slot {
    let slot = Slot(
      name: name, offset: parameterCount, rows: rows, columns: columns, initial: initial)
    precondition(!parameters.contains { $0.name == name }, "two parameters have one name")
    parameters.append(slot)
    return slot
  }

  /// Reserves a slot for a running statistic.
  public mutating func reserveStatistic(_ name: String, columns: Int, initial: Float) -> Slot {
    let slot = Slot(
      name: name, offset: statisticCount, rows: 1, columns: columns, initial: .constant(initial))
    statistics.append(slot)
    return slot
  }

  /// The name of the last learned parameter whose gradient holds a value that is not finite:
  /// gradients come from the end of a network.
  ///
  /// - Parameter gradients: Laid out as the parameters.
  public func lastNonFinite(in gradients: [Float]) -> String? {
    precondition(gradients.count == parameterCount)
    return parameters.last { gradients[$0.range].contains { !$0.isFinite } }?.name
  }
}
