internal import Randomness

/// What is settled for a song before any part is written.
struct Arrangement: Sendable {
  let style: Style
  let colour: Colour
  let tempo: Int
  let form: Form
  let key: Key
  let swing: Swing
  let beat: Beat
  /// Percussion of the language, or none.
  let percussion: [(drum: Drum, figure: Figure)]
  let bass: Figure
  let comping: Figure
  /// The degree of each bar's chord, from 0, over the song.
  let chords: [Int]
  let kit: Int
  let bassProgram: Int
  let chordProgram: Int
  let padProgram: Int
  let leadProgram: Int

  /// Draws the arrangement of a song.
  init(genre: Genre, language: Language, using generator: inout Generator) {
    style = genre.style
    colour = language.colour
    tempo = style.tempos.lowerBound + generator.integer(below: style.tempos.count)
    form = generator.element(of: Form.all(of: genre, tempo: Double(tempo)))
    key = Key(
      tonic: 48 + generator.integer(below: 12), mode: generator.element(of: colour.modes))
    swing = Swing(delay: generator.element(of: style.swings))
    beat = generator.element(of: style.beats)
    percussion = generator.chance(Colour.strength) ? colour.percussion : []
    bass = generator.element(of: style.basses)
    comping = generator.element(of: style.compings)

    let verse = generator.element(of: key.mode.progressions)
    let chorus = generator.element(of: key.mode.progressions)
    chords = form.sections.flatMap { section in
      (0..<section.bars).map { bar in
        let progression = [.chorus, .solo, .outro].contains(section.kind) ? chorus : verse
        return progression[bar % progression.count]
      }
    }

    kit = generator.element(of: style.instruments.kits)
    bassProgram = generator.element(of: style.instruments.bass)
    chordProgram = generator.element(of: style.instruments.chords)
    padProgram = generator.element(of: style.instruments.pad)
    leadProgram = generator.element(
      of: generator.chance(Colour.strength) ? colour.leads : style.instruments.lead)
  }

  /// The chord of a bar; after the last bar, the first again.
  func chord(_ bar: Int) -> Int { chords[bar % chords.count] }
}
