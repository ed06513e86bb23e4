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

  /// A part of a network that may be told.
  enum Part: Sendable {
    case input
    case encoder
    case decoder
  }

  /// Which parts of the network are told.
  public enum Place: String, CaseIterable, Sendable {
    /// Features, before the encoder: each position of a map has the code as more channels.
    case input
    /// What the encoder makes of features, before the head.
    case encoder
    /// Latents, before the decoder.
    case decoder
    /// What the encoder makes of features, and latents.
    case both
    /// Features and latents.
    case inputAndDecoder = "input-and-decoder"

    func includes(_ part: Part) -> Bool {
      switch part {
      case .input: self == .input || self == .inputAndDecoder
      case .encoder: self == .encoder || self == .both
      case .decoder: self == .decoder || self == .both || self == .inputAndDecoder
      }
    }
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
