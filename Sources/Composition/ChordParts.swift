extension Arrangement {
  /// The chords: the song's figure on each bar's triad, held in the intro's and last bars.
  func chordPart() -> Part {
    var notes: [Note] = []
    for section in form.sections {
      for bar in section.start..<section.start + section.bars {
        let held = bar == form.bars - 1 || section.kind == .bridge
        let tones = chordTones(bar)
        for event in (held ? Figure("x---------------") : comping).events {
          let struck =
            if let number = event.symbol.wholeNumberValue {
              [tones[(number - 1) % tones.count] + 12 * ((number - 1) / tones.count)]
            } else {
              tones
            }
          for pitch in struck {
            notes.append(
              Note(
                start: swing.tick(bar: bar, step: event.step),
                duration: event.length * Tick.perStep - 10, pitch: pitch,
                velocity: (section.kind == .chorus ? 88 : 76) + (event.step == 0 ? 8 : 0)))
          }
        }
      }
    }
    return Part(
      name: "chords", channel: 2, program: chordProgram, volume: 84, pan: 44, notes: notes)
  }

  /// Long chords under choruses, bridges and the end.
  func padPart() -> Part {
    var notes: [Note] = []
    for section in form.sections where [.chorus, .bridge, .outro].contains(section.kind) {
      for bar in section.start..<section.start + section.bars {
        notes += key.triad(chord(bar), above: 55).map { pitch in
          Note(
            start: bar * Tick.perBar, duration: Tick.perBar - 20, pitch: pitch, velocity: 64)
        }
      }
    }
    return Part(name: "pad", channel: 3, program: padProgram, volume: 72, pan: 84, notes: notes)
  }

  /// Three notes to choose from below middle C: the triad, or root, fifth and octave.
  private func chordTones(_ bar: Int) -> [Int] {
    guard style.powerChords else { return key.triad(chord(bar), above: 52) }
    let root = lifted(key.pitch(chord(bar)), above: 40)
    return [root, root + 7, root + 12]
  }
}
