internal import HDF5

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

  /// Windows of a text that there is room for, where each has features of its own, along an outermost
  /// axis `window`; else `nil`.
  public var windows: Int? {
    axes.count > 1 && axes[0].name == FeatureAxis.window ? axes[0].count : nil
  }

  /// The length of each axis of what one window has, or the whole where there are no windows.
  public var windowShape: [Int] { Array(shape.dropFirst(windows == nil ? 0 : 1)) }

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
      return "“\(line)” instead of “\(expected)” among its settings"
    }
    if let extra = mine.dropFirst(others.count).first { return "“\(extra)” among its settings" }
    if let missing = others.dropFirst(mine.count).first { return "no “\(missing)” in its settings" }
    if unit != other.unit { return "the unit \(unit) instead of \(other.unit)" }
    if let (axis, _) = zip(axes, other.axes).first(where: { $0 != $1 }) {
      return "other positions along \(axis.name)"
    }
    return nil
  }
}

extension HDF5File {
  /// Writes axes into a group, which must exist: their names as an attribute, a coordinate for each
  /// position as a dimension.
  func write(_ axes: [FeatureAxis], group: String) throws {
    try setAttribute("feature_axes", of: group, to: axes.map(\.name))
    for axis in axes {
      let name = "\(group)/\(axis.name)"
      switch axis.coordinates {
      case .texts(let values): try createDimension(name, coordinates: values)
      case .reals(let values): try createDimension(name, coordinates: values)
      case .integers(let values):
        try createDimension(name, coordinates: values.map(Double.init))
      }
      try describe(name, unit: axis.unit, longName: "")
    }
  }

  /// Reads the axes of features.
  func featureAxes(group: String) throws -> [FeatureAxis] {
    try texts(attribute: "feature_axes", of: group).map { name in
      let dataset = "\(group)/\(name)"
      return FeatureAxis(
        name,
        try kind(of: dataset) == .text ? .texts(try texts(dataset)) : .reals(try reals(dataset)),
        unit: hasAttribute("units", of: dataset) ? try text(attribute: "units", of: dataset) : "")
    }
  }

  /// Writes what the features are that a model takes, one group for each set.
  func write(_ features: [FeatureDescription]) throws {
    try createGroup("features")
    for (index, description) in features.enumerated() {
      let group = "features/\(index)"
      try createGroup(group)
      try write(description.axes, group: group)
      try setAttribute("units", of: group, to: description.unit)
      try setAttribute("configuration", of: group, to: description.configuration)
    }
  }

  /// Reads what the features are that a model takes.
  func featureDescriptions() throws -> [FeatureDescription] {
    try names(in: "features").indices.map { index in
      let group = "features/\(index)"
      let axes = try featureAxes(group: group)
      // A file from elsewhere must not name a size that nobody can compute with.
      let size = axes.reduce(1.0) { $0 * Double($1.count) }
      guard (1...0x1p40).contains(size) else {
        throw ArtifactError(.invalid, "\(path): \(group) describes features of no possible size")
      }
      return FeatureDescription(
        axes: axes, unit: try text(attribute: "units", of: group),
        configuration: try text(attribute: "configuration", of: group))
    }
  }
}
