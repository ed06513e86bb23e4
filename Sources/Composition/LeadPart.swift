internal import Randomness

extension Arrangement {
  /// The lead instrument: the song's hook in intro, solo and outro, an echo of it in choruses.
  func leadPart(_ hook: [MelodyNote], using generator: inout Generator) -> Part {
    var notes: [Note] = []
    for section in form.sections where [.intro, .solo, .chorus, .outro].contains(section.kind) {
      let quiet = section.kind == .chorus
      for start in stride(from: 0, to: section.bars, by: 4) {
        for note in hook where start * 16 + note.step < section.bars * 16 {
          // In a chorus it answers the voice at the end of every second bar.
          if quiet && note.step % 32 < 20 { continue }
          let bar = section.start + start + note.step / 16
          let tick = swing.tick(bar: bar, step: note.step % 16)
          let velocity = quiet ? 72 : 96
          let pitch = key.pitch(note.degree + 7) + 12
          let duration = note.length * Tick.perStep - 8
          if note.length >= 4 && generator.chance(colour.ornament) {
            // A quick turn over the upper neighbour.
            let grace = 60
            notes += [
              Note(start: tick, duration: grace, pitch: pitch, velocity: velocity),
              Note(
                start: tick + grace, duration: grace,
                pitch: key.pitch(note.degree + 8) + 12, velocity: velocity),
              Note(
                start: tick + 2 * grace, duration: duration - 2 * grace, pitch: pitch,
                velocity: velocity),
            ]
          } else {
            notes.append(Note(start: tick, duration: duration, pitch: pitch, velocity: velocity))
          }
        }
      }
    }
    return Part(name: "lead", channel: 4, program: leadProgram, volume: 92, pan: 72, notes: notes)
  }
}
