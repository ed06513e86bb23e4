/// A genre, which decides groove, tempo, instruments and form of a song; see ``Style``.
public enum Genre: String, CaseIterable, Sendable {
  case pop
  case rock
  case hipHop = "hip-hop"

  /// The name as tags give it.
  public var name: String {
    switch self {
    case .pop: "Pop"
    case .rock: "Rock"
    case .hipHop: "Hip-Hop"
    }
  }
}
