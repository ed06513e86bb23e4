internal import Randomness

/// A note of a melody, as a degree of the key.
struct MelodyNote: Sendable, Equatable {
  /// In sixteenth notes from the melody's start.
  let step: Int
  let length: Int
  let degree: Int
}

/// Rhythms of two bars.
private let rhythms: [Figure] = [
  "x-x-x---x-x---x-x---x---x-------", "x---x-x-x---x---x-x-x-x-x-------",
  "..x-x-x---x-x---..x-x-x---------", "x-----x-----x---x-----x-x-------",
  "x-x-x-x-x---x---x-----x---------",
]

extension Arrangement {
  /// A melody of four bars over the chords that start at a bar: a walk in small steps that stands on
  /// a chord's note on each strong beat and returns at the end.
  func melody(over start: Int, using generator: inout Generator) -> [MelodyNote] {
    let first = generator.element(of: rhythms)
    let second = generator.element(of: rhythms)
    var degree = 0
    var notes: [MelodyNote] = []
    for (half, rhythm) in [first, second].enumerated() {
      for event in rhythm.events {
        let bar = 2 * half + event.step / 16
        degree = walk(from: degree, using: &generator)
        if event.step.isMultiple(of: 4) || event.length >= 4 {
          degree = nearestChordDegree(to: degree, chord: chord(start + bar))
        }
        notes.append(
          MelodyNote(step: 32 * half + event.step, length: event.length, degree: degree))
      }
    }
    return notes
  }

  /// A degree a step or a small leap away, drawn back to within an octave of the middle.
  func walk(from degree: Int, using generator: inout Generator) -> Int {
    let move = generator.element(of: [
      (value: 0, weight: 1.5), (1, 3), (-1, 3), (2, 1.5), (-2, 1.5), (3, 0.5), (-4, 0.3),
    ])
    let next = degree + move
    return abs(next) > 5 ? degree - move : next
  }

  /// The degree of the triad on `chord` that is nearest; of two as near, the lower.
  func nearestChordDegree(to degree: Int, chord: Int) -> Int {
    let candidates = (degree - 3...degree + 3).filter {
      [0, 2, 4].contains((($0 - chord) % 7 + 7) % 7)
    }
    return candidates.min { abs($0 - degree) < abs($1 - degree) } ?? degree
  }
}
