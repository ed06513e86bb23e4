import Composition
import Foundation
import Randomness
import Testing

@Suite("Composing songs")
struct SongTests {
  /// The songs of a corpus of 96.
  private func songs(seed: UInt64) -> [(plan: SongPlan, song: Song)] {
    corpusPlan(seed: seed, songsPerCell: 8).map { plan in
      var generator = Generator(seed: seed, stream: plan.id)
      return (plan, Song(plan, using: &generator))
    }
  }

  @Test func `The same seed gives the same songs, another seed others`() {
    let first = songs(seed: 1).map(\.song)
    #expect(first == songs(seed: 1).map(\.song))
    #expect(zip(first, songs(seed: 2).map(\.song)).allSatisfy { $0 != $1 })
  }

  @Test func `Every song lasts 45 to 88 seconds and keeps to its genre's tempos`() {
    for (plan, song) in songs(seed: 3) {
      #expect((45...88).contains(song.duration))
      #expect(plan.genre.tempos.contains(Int(song.score.tempo)))
    }
  }

  @Test func `Tempos of each two genres overlap, and none has all of another's`() {
    for a in Genre.allCases {
      for b in Genre.allCases where a != b {
        #expect(a.tempos.overlaps(b.tempos))
        #expect(!(a.tempos.contains(b.tempos.lowerBound) && a.tempos.contains(b.tempos.upperBound)))
      }
    }
  }

  @Test func `Genres share instruments, and each has its own`() {
    var programs: [Genre: Set<Int>] = [:]
    for (plan, song) in songs(seed: 4) {
      programs[plan.genre, default: []].formUnion(
        song.score.parts.filter { $0.channel != 9 }.map(\.program))
    }
    for a in Genre.allCases {
      for b in Genre.allCases where a != b {
        #expect(!(programs[a] ?? []).isDisjoint(with: programs[b] ?? []))
        #expect(!(programs[a] ?? []).isSubset(of: programs[b] ?? []))
      }
    }
  }

  @Test func `Sections follow one another without gaps, and every part plays within the song`() {
    for (_, song) in songs(seed: 5) {
      var next = 0
      for section in song.form.sections {
        #expect(section.start == next && section.bars > 0)
        next += section.bars
      }
      #expect(next == song.score.bars)
      #expect(Set(song.score.parts.map(\.channel)).count == song.score.parts.count)
      for part in song.score.parts {
        #expect(!part.notes.isEmpty)
        for note in part.notes {
          #expect(note.start >= 0 && note.start < song.score.bars * Tick.perBar)
          #expect((20...110).contains(note.pitch))
        }
      }
    }
  }

  @Test func `Every word of the lyrics is sung, in order, within the voice's range`() {
    for (plan, song) in songs(seed: 6) {
      let sung = song.vocals.flatMap { $0.words.map(\.text) }
      let written = song.lyrics.stanzas.flatMap(\.lines)
        .flatMap { $0.split(separator: " ").map { String($0) } }
      #expect(sung == written)
      let notes = song.vocals.flatMap { $0.words.compactMap(\.note) }
      #expect(notes.allSatisfy { plan.artist.voice.range.contains($0) })
      #expect(song.vocals.last.map { $0.start + $0.length <= Double(song.score.bars) } ?? false)
      for (phrase, next) in zip(song.vocals, song.vocals.dropFirst()) {
        #expect(phrase.start + phrase.length <= next.start)
      }
    }
  }

  @Test func `A chorus is sung alike every time`() {
    for (_, song) in songs(seed: 7) {
      let choruses = song.form.sections.filter { $0.kind == .chorus }.map { section in
        song.vocals.filter { phrase in
          (section.start..<section.start + section.bars).contains(Int(phrase.start))
        }.map(\.words)
      }
      #expect(choruses.allSatisfy { $0 == choruses[0] })
    }
  }

  @Test func `No verse line comes twice in a song`() {
    for (_, song) in songs(seed: 8) {
      let lines = song.lyrics.stanzas.filter { $0.kind != .chorus }.flatMap(\.lines)
      #expect(Set(lines).count == lines.count)
    }
  }

  @Test func `Lyrics are in the language's script`() {
    let scripts: [Language: ClosedRange<UInt32>] = [.arabic: 0x600...0x6ff, .hindi: 0x900...0x97f]
    for (plan, song) in songs(seed: 9) {
      let text = song.lyrics.text(marked: false, lineBreak: "\n")
      let letters = text.unicodeScalars.filter { $0.properties.isAlphabetic }
      let script = scripts[plan.language] ?? 0x41...0x24f
      #expect(letters.allSatisfy { script.contains($0.value) })
    }
  }

  @Test func `Stanzas have their names when marked`() {
    let song = songs(seed: 10)[0].song
    let marked = song.lyrics.text(marked: true, lineBreak: "\r\n")
    #expect(marked.contains("[Verse 1]\r\n") && marked.contains("[Chorus]\r\n"))
    #expect(!song.lyrics.text(marked: false, lineBreak: "\n").contains("["))
  }

  @Test(arguments: Voice.allCases)
  func `A higher note needs a higher setting of the voice`(_ voice: Voice) {
    let settings = voice.range.map { voice.setting(of: $0) }
    #expect(zip(settings, settings.dropFirst()).allSatisfy { $0 < $1 })
    #expect(settings.allSatisfy { (0...99).contains($0) })
    #expect(voice.range.count >= 12)
  }
}
