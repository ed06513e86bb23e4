internal import Configuration

/// How a network learns that two clips are of one song.
public struct ContrastSettings: Sendable, Equatable {
  /// Width of the projection that is compared, and of the hidden layer before it, ≥ 1.
  public var projection: Int
  /// τ, what similarities are divided by, > 0: the smaller, the more the nearest other songs count.
  public var temperature: Double
  /// What is done to clips before they are compared.
  public var augmentation: AugmentationSettings

  /// Settings.
  public init(
    projection: Int = 64, temperature: Double = 0.2,
    augmentation: AugmentationSettings = AugmentationSettings()
  ) {
    precondition(projection >= 1 && temperature > 0)
    self.projection = projection
    self.temperature = temperature
    self.augmentation = augmentation
  }

  /// Reads the sections `contrast` and `augment` of a model file.
  init(_ model: Section) throws {
    let section = try model.section("contrast")
    self.init(
      projection: try section.integer("projection", default: 64, in: 1...65_536),
      temperature: try section.real("temperature", default: 0.2, in: 1e-3...100),
      augmentation: try AugmentationSettings(model.section("augment")))
  }
}
