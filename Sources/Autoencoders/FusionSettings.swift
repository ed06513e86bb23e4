internal import Configuration

/// How a network joins a second set of features, such as a vector of the lyrics, to its own.
public struct FusionSettings: Sendable, Equatable {
  /// Which of two sets.
  public enum Sides: String, CaseIterable, Sendable {
    /// The first set alone.
    case first
    /// Either set.
    case both
  }

  /// How the two are weighed against each other.
  public enum Gate: String, CaseIterable, Sendable {
    /// Not.
    case none
    /// By one learned number.
    case share
    /// By a number for each feature of each row.
    case features
  }

  /// d, a multiple of the heads.
  public var width = 256
  /// Heads of attention.
  public var heads = 8
  /// Which set asks the other.
  public var attention = Sides.first
  /// How the two are weighed against each other.
  public var gate = Gate.none
  /// The share of rows that lose one of the two sets, either alike, while the network learns.
  public var dropout = 0.0
  /// Which sets are reconstructed.
  public var reconstructs = Sides.first
  /// Width of the hidden layer that reconstructs the second set.
  public var hidden = 512
  /// What the reconstruction of the second set counts.
  public var secondWeight = 1.0

  /// The defaults.
  public init() {}

  /// Reads the section `fusion`.
  init(_ section: Section) throws {
    width = try section.integer("width", default: width, in: 1...65_536)
    heads = try section.integer("heads", default: heads, in: 1...1024)
    guard width.isMultiple(of: heads) else {
      throw section.error("heads", "must divide the width, \(width)")
    }
    attention = try section.choice("attention", default: attention)
    gate = try section.choice("gate", default: gate)
    dropout = try section.real("modality_dropout", default: dropout, in: 0...0.9)
    reconstructs = try section.choice("reconstructs", default: reconstructs)
    if reconstructs == .both {
      hidden = try section.integer("hidden", default: hidden, in: 1...65_536)
      secondWeight = try section.real("second_weight", default: secondWeight, in: 0...1e6)
    }
  }
}
