/// What the features of a set are: what a model that was fitted to them must know to take others.
public struct FeatureDescription: Sendable, Equatable {
  /// The axes of one clip's feature, outermost first.
  public let axes: [FeatureAxis]
  /// The unit of the values, such as "dB".
  public let unit: String
  /// The resolved YAML that made them.
  public let configuration: String

  /// Describes features.
  public init(axes: [FeatureAxis], unit: String, configuration: String) {
    self.axes = axes
    self.unit = unit
    self.configuration = configuration
  }

  /// The length of each axis.
  public var shape: [Int] { axes.map(\.count) }

  /// What of `other` is not the same, in a few words; `nil` if nothing is.
  public func difference(from other: FeatureDescription) -> String? {
    func sizes(_ description: FeatureDescription) -> String {
      description.axes.map { "\($0.count) \($0.name)" }.joined(separator: " × ")
    }
    if axes.map(\.name) != other.axes.map(\.name) || shape != other.shape {
      return "a shape of \(sizes(self)) instead of \(sizes(other))"
    }
    let (mine, others) = (
      configuration.split(separator: "\n"), other.configuration.split(separator: "\n")
    )
    if let (line, expected) = zip(mine, others).first(where: { $0 != $1 }) {
      return "“\(line)” instead of “\(expected)”"
    }
    if mine.count != others.count { return "another configuration" }
    if unit != other.unit { return "the unit \(unit) instead of \(other.unit)" }
    if let (axis, _) = zip(axes, other.axes).first(where: { $0 != $1 }) {
      return "other positions along \(axis.name)"
    }
    return nil
  }
}
