/// What a language's music leans to. Every tendency is light, and languages share most of it.
struct Colour: Sendable {
  /// Scales, with how likely each is.
  let modes: [(value: Mode, weight: Double)]
  /// How likely a melody's long note is ornamented.
  let ornament: Double
  /// Instruments that may take the lead in place of the genre's.
  let leads: [Int]
  /// Percussion that may join the genre's drums.
  let percussion: [(drum: Drum, figure: Figure)]

  /// How likely a song takes up a language's instrument or percussion.
  static let strength = 0.35
}

extension Language {
  var colour: Colour {
    switch self {
    case .arabic:
      Colour(
        modes: [(.hijaz, 3), (.minor, 3), (.harmonicMinor, 2), (.phrygian, 1), (.major, 1)],
        ornament: 0.3, leads: [15, 24, 111],
        percussion: [(.bongo, "x..x..x.x...x..."), (.conga, "..x...x...x.x.x.")])
    case .english:
      Colour(
        modes: [(.major, 4), (.minor, 3), (.mixolydian, 2), (.dorian, 1)],
        ornament: 0.1, leads: [22, 25], percussion: [(.tambourine, "....x.......x...")])
    case .hindi:
      Colour(
        modes: [
          (.major, 2), (.mixolydian, 2), (.dorian, 2), (.minor, 2), (.harmonicMinor, 1),
          (.hijaz, 1),
        ],
        ornament: 0.3, leads: [73, 104],
        percussion: [(.conga, "x..xx.x.x..xx.x."), (.bongo, "..x..x....x..x.x")])
    case .spanish:
      Colour(
        modes: [(.minor, 3), (.major, 3), (.phrygian, 2), (.harmonicMinor, 2), (.hijaz, 0.5)],
        ornament: 0.2, leads: [24, 56], percussion: [(.claves, "x..x..x...x.x...")])
    }
  }
}
