internal import Randomness

/// How a song's words are performed.
struct Delivery: Sendable, Equatable {
  let rapsVerses: Bool
  let rapsChoruses: Bool
}

/// A word and the note it is sung on.
public struct SungWord: Sendable, Hashable {
  /// The word, with its punctuation.
  public let text: String
  /// The MIDI note number, `nil` when the word is spoken.
  public let note: Int?
}

/// Some words sung or rapped in one breath.
public struct VocalPhrase: Sendable, Equatable {
  /// The words.
  public let words: [SungWord]
  /// When it starts, in bars from the start of the song.
  public let start: Double
  /// How long it should last, in bars.
  public let length: Double
  /// Whether a second voice joins.
  public let doubled: Bool
}

extension Arrangement {
  /// Sets words to notes, each line aligned to the bars of its section.
  func vocalLine(
    _ lyrics: Lyrics, voice: Voice, delivery: Delivery, using generator: inout Generator
  ) -> [VocalPhrase] {
    let sung = form.sections.filter { [.verse, .chorus, .bridge].contains($0.kind) }
    var phrases: [VocalPhrase] = []
    var chorus: [[Int]] = []
    for (section, stanza) in zip(sung, lyrics.stanzas) {
      let bars = section.bars / stanza.lines.count
      let raps = section.kind == .chorus ? delivery.rapsChoruses : delivery.rapsVerses
      let texts = stanza.lines.flatMap { bars == 2 ? halves($0) : [$0] }
      let words = texts.map { $0.split(separator: " ").map { String($0) } }
      var notes = words.enumerated().map { index, words in
        raps
          ? [] : tune(words.count, bar: section.start + index, voice: voice, using: &generator)
      }
      // A chorus has the same tune every time.
      if section.kind == .chorus {
        if chorus.isEmpty { chorus = notes } else { notes = chorus }
      }
      for (index, words) in words.enumerated() where !words.isEmpty {
        phrases.append(
          VocalPhrase(
            words: words.enumerated().map { position, word in
              SungWord(text: word, note: raps ? nil : notes[index][position])
            },
            start: Double(section.start + index), length: 0.93,
            doubled: section.kind == .chorus))
      }
    }
    return phrases
  }

  /// A note for each word: a walk through the scale that ends on a note of the bar's chord.
  private func tune(
    _ count: Int, bar: Int, voice: Voice, using generator: inout Generator
  ) -> [Int] {
    let middle = (voice.range.lowerBound + voice.range.upperBound) / 2
    let base = lifted(key.tonic, above: middle - 6) - key.tonic
    var degree = nearestChordDegree(to: generator.integer(below: 5) - 1, chord: chord(bar))
    return (0..<count).map { index in
      if index > 0 { degree = walk(from: degree, using: &generator) }
      if index == count - 1 { degree = nearestChordDegree(to: degree, chord: chord(bar)) }
      var note = key.pitch(degree) + base
      while note > voice.range.upperBound { note -= 12 }
      while note < voice.range.lowerBound { note += 12 }
      return note
    }
  }
}

/// A line in two halves, apart where their lengths differ least; a single word stays one and is
/// followed by silence.
private func halves(_ line: String) -> [String] {
  let words = line.split(separator: " ")
  guard words.count > 1 else { return [line, ""] }
  let split = (1..<words.count).min { a, b in
    func difference(_ count: Int) -> Int {
      abs(words[..<count].reduce(0) { $0 + $1.count } - words[count...].reduce(0) { $0 + $1.count })
    }
    return difference(a) < difference(b)
  }
  let cut = split ?? 1
  return [words[..<cut].joined(separator: " "), words[cut...].joined(separator: " ")]
}
