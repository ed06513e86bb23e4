extension Arrangement {
  /// The bass: the song's figure on each bar's root; silent in the intro, one long note at the end.
  func bassPart() -> Part {
    var notes: [Note] = []
    for section in form.sections where section.kind != .intro {
      for bar in section.start..<section.start + section.bars {
        let last = bar == form.bars - 1
        for event in (last ? Figure("1---------------") : bass).events {
          let root = lifted(key.pitch(chord(bar)), above: 28)
          let pitch =
            switch event.symbol {
            case "5": lifted(key.pitch(chord(bar) + 4), above: root)
            case "8": root + 12
            case "n": lifted(key.pitch(chord(bar + 1)), above: 28)
            default: root
            }
          notes.append(
            Note(
              start: swing.tick(bar: bar, step: event.step),
              duration: event.length * Tick.perStep - 12, pitch: pitch,
              velocity: event.step == 0 ? 104 : 92))
        }
      }
    }
    return Part(name: "bass", channel: 1, program: bassProgram, volume: 100, notes: notes)
  }
}
