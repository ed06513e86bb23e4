/// The drums of General MIDI that are used here, by note number.
enum Drum: Int, Sendable {
  case kick = 36
  case rim = 37
  case snare = 38
  case clap = 39
  case lowTom = 45
  case midTom = 47
  case highTom = 50
  case closedHat = 42
  case openHat = 46
  case crash = 49
  case ride = 51
  case tambourine = 54
  case bongo = 60
  case conga = 63
  case maracas = 70
  case claves = 75
}

/// What the drums repeat in every bar: a figure per drum, where `X` is an accent, `x` a stroke and
/// `o` a light one.
struct Beat: Sendable {
  /// What keeps time: in the intro it plays alone.
  let pulse: [(drum: Drum, figure: Figure)]
  /// Kick and snare.
  let accents: [(drum: Drum, figure: Figure)]
}

extension Beat {
  static let fourOnTheFloor = Beat(
    pulse: [(.closedHat, "x.o.x.o.x.o.x.o."), (.openHat, "..x...x...x...x.")],
    accents: [(.kick, "X...X...X...X..."), (.clap, "....X.......X...")])
  static let backbeat = Beat(
    pulse: [(.closedHat, "x.o.x.o.x.o.x.o.")],
    accents: [(.kick, "X.....x.X......."), (.snare, "....X.......X...")])
  static let dembow = Beat(
    pulse: [(.maracas, "x.oox.oox.oox.oo")],
    accents: [(.kick, "X...X...X...X..."), (.rim, "...x..x....x..x.")])
  static let tambourine = Beat(
    pulse: [(.tambourine, "..x...x...x...x."), (.closedHat, "x.x.x.x.x.x.x.x.")],
    accents: [(.kick, "X..x....X.x....."), (.snare, "....X.......X..x")])
  static let straightRock = Beat(
    pulse: [(.closedHat, "X.x.X.x.X.x.X.x.")],
    accents: [(.kick, "X.......X.x....."), (.snare, "....X.......X...")])
  static let drivingRock = Beat(
    pulse: [(.ride, "X.x.X.x.X.x.X.x.")],
    accents: [(.kick, "X.x...x.X.x...x."), (.snare, "....X.......X...")])
  static let halfTimeRock = Beat(
    pulse: [(.openHat, "X...x...X...x...")],
    accents: [
      (.kick, "X.....x...x....."), (.snare, "........X......."), (.lowTom, "..............xx"),
    ])
  static let boomBap = Beat(
    pulse: [(.closedHat, "x.x.x.x.x.x.x.xo")],
    accents: [(.kick, "X......x..X....."), (.snare, "....X.......X...")])
  static let trap = Beat(
    pulse: [(.closedHat, "x.xxx.x.x.xxxxx.")],
    accents: [(.kick, "X.....x...X..x.."), (.clap, "........X.......")])
  static let laidBack = Beat(
    pulse: [(.closedHat, "..x...x...x...x."), (.maracas, "x.o.x.o.x.o.x.o.")],
    accents: [(.kick, "X..x......X....."), (.rim, "....X.......X..o")])
}
