/// A scale of seven notes.
public enum Mode: String, CaseIterable, Sendable {
  case major, mixolydian, dorian, minor, harmonicMinor, phrygian, hijaz

  /// Semitones of each degree above the tonic.
  var semitones: [Int] {
    switch self {
    case .major: [0, 2, 4, 5, 7, 9, 11]
    case .mixolydian: [0, 2, 4, 5, 7, 9, 10]
    case .dorian: [0, 2, 3, 5, 7, 9, 10]
    case .minor: [0, 2, 3, 5, 7, 8, 10]
    case .harmonicMinor: [0, 2, 3, 5, 7, 8, 11]
    case .phrygian: [0, 1, 3, 5, 7, 8, 10]
    case .hijaz: [0, 1, 4, 5, 7, 8, 10]
    }
  }

  /// Chord progressions that sound well in the mode: the degree of each bar's root, from 0.
  var progressions: [[Int]] {
    switch self {
    case .major: [[0, 4, 5, 3], [0, 5, 3, 4], [5, 3, 0, 4], [0, 3, 5, 4]]
    case .mixolydian: [[0, 6, 3, 0], [0, 3, 6, 3], [0, 6, 3, 4]]
    case .dorian: [[0, 3, 0, 3], [0, 6, 3, 0], [0, 2, 3, 0]]
    case .minor: [[0, 5, 2, 6], [0, 6, 5, 6], [0, 3, 5, 6], [0, 5, 0, 5], [5, 6, 0, 0]]
    case .harmonicMinor: [[0, 3, 4, 0], [0, 5, 3, 4], [0, 0, 3, 4]]
    case .phrygian: [[3, 2, 1, 0], [0, 1, 0, 1], [0, 5, 1, 0]]
    case .hijaz: [[0, 1, 0, 6], [0, 3, 1, 0], [0, 0, 1, 1]]
    }
  }
}

/// A tonic and a scale on it.
public struct Key: Sendable, Equatable {
  /// The MIDI note number of degree 0.
  let tonic: Int
  /// The scale.
  let mode: Mode

  /// The MIDI note number of a degree: 0 is the tonic, 7 the tonic an octave above, −1 the degree
  /// below.
  func pitch(_ degree: Int) -> Int {
    let octave = (degree >= 0 ? degree : degree - 6) / 7
    return tonic + 12 * octave + mode.semitones[degree - 7 * octave]
  }

  /// The notes of the triad on a degree, close to and not below `floor`.
  func triad(_ degree: Int, above floor: Int) -> [Int] {
    [0, 2, 4].map { lifted(pitch(degree + $0), above: floor) }.sorted()
  }
}

/// The lowest note of a pitch's class that is not below `floor`.
func lifted(_ pitch: Int, above floor: Int) -> Int {
  floor + ((pitch - floor) % 12 + 12) % 12
}
