import Composition
import Testing

@Suite("Standard MIDI files")
struct StandardMIDIFileTests {
  @Test func `A bar with two notes gives the bytes that the format prescribes`() {
    let score = Score(
      tempo: 120, bars: 1,
      parts: [
        Part(
          name: "bass", channel: 1, program: 33, volume: 100, pan: 64,
          notes: [
            Note(start: 480, duration: 480, pitch: 41, velocity: 80),
            Note(start: 0, duration: 480, pitch: 40, velocity: 100),
          ])
      ])
    let header: [UInt8] = [
      0x4d, 0x54, 0x68, 0x64, 0, 0, 0, 6,  // MThd, six bytes
      0, 1, 0, 2, 0x01, 0xe0,  // format 1, two tracks, 480 ticks to the quarter
    ]
    let tempo: [UInt8] = [
      0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, 20,  // MTrk, 20 bytes
      0, 0xff, 0x51, 3, 0x07, 0xa1, 0x20,  // 500,000 µs to the quarter
      0, 0xff, 0x58, 4, 4, 2, 24, 8,  // 4/4
      0x8f, 0x00, 0xff, 0x2f, 0,  // the end after 1,920 ticks
    ]
    let part: [UInt8] = [
      0x4d, 0x54, 0x72, 0x6b, 0, 0, 0, 41,
      0, 0xff, 0x03, 4, 0x62, 0x61, 0x73, 0x73,  // “bass”
      0, 0xc1, 33,  // the instrument
      0, 0xb1, 7, 100,  // the volume
      0, 0xb1, 10, 64,  // the place
      0, 0x91, 40, 100,
      0x83, 0x60, 0x81, 40, 0,  // 480 ticks later, the end of the first note
      0, 0x91, 41, 80,
      0x83, 0x60, 0x81, 41, 0,
      0, 0xff, 0x2f, 0,
    ]
    #expect(standardMIDIFile(score) == header + tempo + part)
  }

  @Test func `A note struck again ends before it starts anew`() {
    let score = Score(
      tempo: 100, bars: 1,
      parts: [
        Part(
          name: "", channel: 0, program: 0,
          notes: [
            Note(start: 120, duration: 120, pitch: 60, velocity: 90),
            Note(start: 0, duration: 120, pitch: 60, velocity: 90),
          ])
      ])
    let bytes = standardMIDIFile(score)
    let events: [UInt8] = [
      0, 0x90, 60, 90, 120, 0x80, 60, 0, 0, 0x90, 60, 90, 120, 0x80, 60, 0, 0, 0xff, 0x2f, 0,
    ]
    #expect(bytes.suffix(events.count) == events[...])
  }

  @Test func `The first bars of a score keep only notes that start in them`() {
    let notes = [0, 1919, 1920].map { Note(start: $0, duration: 10, pitch: 60, velocity: 90) }
    let score = Score(
      tempo: 100, bars: 2, parts: [Part(name: "a", channel: 0, program: 0, notes: notes)])
    let first = score.prefix(bars: 1)
    #expect(first.bars == 1)
    #expect(first.parts[0].notes.map(\.start) == [0, 1919])
  }
}
