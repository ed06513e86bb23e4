/// The smallest unit of musical time: 480 to the quarter note.
public enum Tick {
  /// Ticks to the quarter note.
  public static let perBeat = 480
  /// Ticks to the sixteenth note, a step of a ``Figure``.
  public static let perStep = 120
  /// Ticks to the bar of four beats.
  public static let perBar = 1920
}

/// One note of an instrument.
public struct Note: Sendable, Equatable {
  /// When it starts, in ticks from the start of the song.
  public var start: Int
  /// How long it sounds, in ticks, ≥ 1.
  public var duration: Int
  /// The MIDI note number, 0 to 127; on the drum channel, the drum.
  public var pitch: Int
  /// How hard it is struck, 1 to 127.
  public var velocity: Int

  /// Places a note; pitch and velocity are brought into their ranges.
  public init(start: Int, duration: Int, pitch: Int, velocity: Int) {
    self.start = start
    self.duration = max(1, duration)
    self.pitch = min(127, max(0, pitch))
    self.velocity = min(127, max(1, velocity))
  }
}

/// What one instrument plays.
public struct Part: Sendable, Equatable {
  /// What it does, for instance “bass”.
  public var name: String
  /// The MIDI channel, 0 to 15; 9 is the drums.
  public var channel: Int
  /// The General MIDI instrument, 0 to 127; on the drum channel, the kit.
  public var program: Int
  /// Loudness, 0 to 127.
  public var volume: Int
  /// Place from left, 0, over the middle, 64, to right, 127.
  public var pan: Int
  /// The notes, in any order.
  public var notes: [Note]

  /// Names an instrument and what it plays.
  public init(
    name: String, channel: Int, program: Int, volume: Int = 100, pan: Int = 64, notes: [Note]
  ) {
    precondition((0..<16).contains(channel))
    self.name = name
    self.channel = channel
    self.program = program
    self.volume = volume
    self.pan = pan
    self.notes = notes
  }
}

/// What the band plays: parts in 4/4 at a constant tempo.
public struct Score: Sendable, Equatable {
  /// Quarter notes per minute.
  public var tempo: Double
  /// Number of bars.
  public var bars: Int
  /// The instruments, each on its own channel.
  public var parts: [Part]

  /// Gathers parts.
  public init(tempo: Double, bars: Int, parts: [Part]) {
    self.tempo = tempo
    self.bars = bars
    self.parts = parts
  }

  /// Seconds to a bar.
  public var bar: Double { 240 / tempo }

  /// The first bars only.
  ///
  /// - Parameter count: Number of bars, at most those of the score.
  public func prefix(bars count: Int) -> Score {
    let end = count * Tick.perBar
    var score = self
    score.bars = count
    for index in parts.indices {
      score.parts[index].notes.removeAll { $0.start >= end }
    }
    return score
  }
}
