/// What a genre decides: the range of everything that is drawn for a song. Genres share parts of
/// every range, so that none can be told from one of them alone.
struct Style: Sendable {
  /// Quarter notes per minute.
  let tempos: ClosedRange<Int>
  /// Delays of every second sixteenth note, in ticks.
  let swings: [Int]
  /// What the drums may play.
  let beats: [Beat]
  /// What the bass may play in a bar: `1` the root, `5` the fifth, `8` the octave, `n` the next
  /// bar's root.
  let basses: [Figure]
  /// What the chords may play in a bar: `x` the chord, `1` to `4` its notes from below.
  let compings: [Figure]
  /// Whether chords are root and fifth only.
  let powerChords: Bool
  /// How likely verses are rapped.
  let rap: Double
  /// The General MIDI instruments that may play.
  let instruments: Instruments

  struct Instruments: Sendable {
    let kits: [Int]
    let bass: [Int]
    let chords: [Int]
    let pad: [Int]
    let lead: [Int]
  }
}

extension Genre {
  /// The genre's style.
  var style: Style {
    switch self {
    case .pop: .pop
    case .rock: .rock
    case .hipHop: .hipHop
    }
  }

  /// The tempos that a song of the genre may have, in quarter notes per minute.
  public var tempos: ClosedRange<Int> { style.tempos }
}

extension Style {
  fileprivate static let pop = Style(
    tempos: 92...128,
    swings: [0, 0, 0, 12],
    beats: [.fourOnTheFloor, .backbeat, .dembow, .tambourine, .straightRock, .laidBack],
    basses: [
      "1---1---1---1---", "1-----1-1-----5-", "1.8.1.8.1.8.1.8.", "1-------1---5-n-",
    ],
    compings: [
      "x---x---x---x---", "x-----x-----x---", "1.2.3.2.1.2.3.2.", "..x...x...x...x.",
    ],
    powerChords: false,
    rap: 0.12,
    instruments: Instruments(
      kits: [0, 0, 24, 25], bass: [33, 38, 39], chords: [0, 4, 25, 27, 90], pad: [48, 50, 89],
      lead: [11, 73, 80, 81]))

  fileprivate static let rock = Style(
    tempos: 104...152,
    swings: [0],
    beats: [.straightRock, .drivingRock, .halfTimeRock, .tambourine, .backbeat],
    basses: ["1.1.1.1.1.1.1.1.", "1---1---5---8---", "1.1.1.1.1.1.5.n.", "1-------1---5-n-"],
    compings: [
      "x.x.x.x.x.x.x.x.", "x-----x---x-x---", "x---------------", "x---x---x---x---",
    ],
    powerChords: true,
    rap: 0.05,
    instruments: Instruments(
      kits: [0, 8, 16], bass: [33, 34], chords: [27, 29, 30, 30, 25], pad: [16, 18, 48],
      lead: [26, 29, 30, 65]))

  fileprivate static let hipHop = Style(
    tempos: 76...108,
    swings: [0, 12, 24, 30],
    beats: [.boomBap, .trap, .laidBack, .backbeat, .dembow],
    basses: [
      "1-----------1.5.", "1--.....1---..8.", "1---------------", "1-----1-1-----5-",
    ],
    compings: [
      "x---------------", "x-------..x-----", "....x.......x...", "1..2..3..2..3...",
      "x-----x-----x---",
    ],
    powerChords: false,
    rap: 0.9,
    instruments: Instruments(
      kits: [0, 24, 25], bass: [33, 35, 38, 39], chords: [0, 4, 5, 26, 27], pad: [48, 52, 89],
      lead: [11, 12, 73, 81]))
}
