/// A label that a conditional autoencoder is told (Sohn, Lee & Yan 2015), so that its latents need
/// not say it.
public struct Condition: Sendable, Equatable {
  /// How a value of the label enters.
  public enum Code: Sendable, Equatable {
    /// One number a value: 1 for its own, 0 for the others.
    case oneHot
    /// A learned vector of this many numbers.
    case embedding(Int)
  }

  /// Which part of the network is told.
  public enum Place: String, CaseIterable, Sendable {
    /// What the encoder makes of features, before the head.
    case encoder
    /// Latents, before the decoder.
    case decoder
    /// Each of them.
    case both
  }

  /// The label, such as “language”.
  public let label: String
  /// How its values enter.
  public let code: Code
  /// Where.
  public let place: Place

  /// A condition.
  public init(label: String, code: Code, place: Place) {
    if case .embedding(let size) = code { precondition(size >= 1) }
    self.label = label
    self.code = code
    self.place = place
  }
}
