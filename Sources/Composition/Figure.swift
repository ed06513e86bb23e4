/// A rhythm of sixteenth notes, written as text: a letter or digit starts a note, `-` holds it, and
/// `.` is silence. What the letters mean is the part's affair.
struct Figure: Sendable, Equatable, ExpressibleByStringLiteral {
  /// One note of the rhythm.
  struct Event: Sendable, Equatable {
    /// When it starts, in sixteenth notes from the start of the figure.
    let step: Int
    /// How long it is held, in sixteenth notes.
    let length: Int
    let symbol: Character
  }

  let events: [Event]
  /// Length in sixteenth notes.
  let steps: Int

  init(stringLiteral text: String) {
    let symbols = Array(text)
    precondition(symbols.count.isMultiple(of: 16), "a figure is made of whole bars")
    steps = symbols.count
    events = symbols.indices.compactMap { step in
      guard symbols[step] != "." && symbols[step] != "-" else { return nil }
      let held = symbols[(step + 1)...].prefix { $0 == "-" }.count
      return Event(step: step, length: 1 + held, symbol: symbols[step])
    }
  }
}

/// How much later than written every second sixteenth note is played, in ticks.
struct Swing: Sendable, Equatable {
  let delay: Int

  /// When a step of a bar is played, in ticks from the start of the song.
  func tick(bar: Int, step: Int) -> Int {
    bar * Tick.perBar + step * Tick.perStep + (step.isMultiple(of: 2) ? 0 : delay)
  }
}
