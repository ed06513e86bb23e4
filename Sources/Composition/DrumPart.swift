internal import Randomness

extension Arrangement {
  /// The drums: the pulse alone in the intro, the beat elsewhere, a crash where a chorus begins and
  /// a fill before the next section.
  func drumPart(using generator: inout Generator) -> Part {
    var notes: [Note] = []
    func strike(_ drum: Drum, _ figure: Figure, bar: Int, from first: Int = 0, before last: Int) {
      for event in figure.events where (first..<last).contains(event.step) {
        let loudness = event.symbol == "X" ? 112 : event.symbol == "x" ? 92 : 66
        notes.append(
          Note(
            start: swing.tick(bar: bar, step: event.step), duration: Tick.perStep,
            pitch: drum.rawValue, velocity: loudness + generator.integer(below: 9) - 4))
      }
    }
    let fills: [[(drum: Drum, figure: Figure)]] = [
      [(.snare, "........x.x.xxxx")],
      [
        (.highTom, "........xx......"), (.midTom, "..........xx...."),
        (.lowTom, "............xxXX"),
      ],
      [(.snare, "............x.XX")],
    ]
    for section in form.sections {
      let fill = generator.element(of: fills)
      for bar in section.start..<section.start + section.bars {
        let ends = bar == section.start + section.bars - 1 && section.kind != .outro
        let last = ends ? fill.map { $0.figure.events[0].step }.min() ?? 16 : 16
        let lines = section.kind == .intro ? beat.pulse : beat.pulse + beat.accents + percussion
        for (drum, figure) in lines { strike(drum, figure, bar: bar, before: last) }
        if ends {
          for (drum, figure) in fill { strike(drum, figure, bar: bar, before: 16) }
        }
      }
      if section.kind == .chorus || section.kind == .solo {
        strike(.crash, "X...............", bar: section.start, before: 16)
      }
    }
    strike(.crash, "X...............", bar: form.bars - 1, before: 16)
    return Part(name: "drums", channel: 9, program: kit, volume: 104, notes: notes)
  }
}
