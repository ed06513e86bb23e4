/// The bytes of a Standard MIDI File of format 1: a track of tempo, then a track per part
/// (Standard MIDI Files 1.0, RP-001, MIDI Manufacturers Association 1996).
public func standardMIDIFile(_ score: Score) -> [UInt8] {
  let tracks = [tempoTrack(score)] + score.parts.map(track)
  let header: [UInt8] =
    Array("MThd".utf8) + bigEndian(6, bytes: 4)
    + bigEndian(1, bytes: 2) + bigEndian(tracks.count, bytes: 2)
    + bigEndian(Tick.perBeat, bytes: 2)
  return tracks.reduce(into: header) { file, track in
    file += Array("MTrk".utf8) + bigEndian(track.count, bytes: 4) + track
  }
}

private func tempoTrack(_ score: Score) -> [UInt8] {
  let microseconds = Int((60_000_000 / score.tempo).rounded())
  let end = variableLength(score.bars * Tick.perBar)
  return [0, 0xff, 0x51, 3] + bigEndian(microseconds, bytes: 3)
    + [0, 0xff, 0x58, 4, 4, 2, 24, 8] + end + endOfTrack
}

private let endOfTrack: [UInt8] = [0xff, 0x2f, 0]

private func track(_ part: Part) -> [UInt8] {
  let channel = UInt8(part.channel)
  let name = Array(part.name.utf8)
  var bytes: [UInt8] = [0, 0xff, 0x03] + variableLength(name.count) + name
  bytes += [0, 0xc0 | channel, UInt8(clamping: part.program)]
  bytes += [0, 0xb0 | channel, 7, UInt8(clamping: part.volume)]
  bytes += [0, 0xb0 | channel, 10, UInt8(clamping: part.pan)]

  // Notes end before others of the same tick start, so that a repeated note is struck anew.
  var events: [(tick: Int, starts: Bool, pitch: Int, velocity: Int)] = []
  for note in part.notes {
    events.append((note.start, true, note.pitch, note.velocity))
    events.append((note.start + note.duration, false, note.pitch, 0))
  }
  events.sort { ($0.tick, $0.starts ? 1 : 0, $0.pitch) < ($1.tick, $1.starts ? 1 : 0, $1.pitch) }
  var now = 0
  for event in events {
    bytes += variableLength(event.tick - now)
    bytes += [
      (event.starts ? 0x90 : 0x80) | channel, UInt8(event.pitch), UInt8(event.velocity),
    ]
    now = event.tick
  }
  return bytes + [0] + endOfTrack
}

/// A number in the format's variable length: seven bits a byte, the highest bit set on all but the
/// last.
private func variableLength(_ value: Int) -> [UInt8] {
  precondition((0..<1 << 28).contains(value))
  var bytes = [UInt8(value & 0x7f)]
  var rest = value >> 7
  while rest > 0 {
    bytes.insert(UInt8(rest & 0x7f) | 0x80, at: 0)
    rest >>= 7
  }
  return bytes
}

private func bigEndian(_ value: Int, bytes count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
}
