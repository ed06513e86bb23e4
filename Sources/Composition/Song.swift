public import Randomness

/// A song as written: what the band plays, what the voice sings, and the words.
public struct Song: Sendable, Equatable {
  /// What the band plays.
  public let score: Score
  /// What the voice sings, in order of time.
  public let vocals: [VocalPhrase]
  /// The words.
  public let lyrics: Lyrics
  /// The sections.
  public let form: Form

  /// Seconds from the first bar to the end of the last.
  public var duration: Double { Double(score.bars) * score.bar }

  /// Composes a song.
  ///
  /// - Parameters:
  ///   - plan: What it is to be.
  ///   - generator: The source of every choice.
  public init(_ plan: SongPlan, using generator: inout Generator) {
    let arrangement = Arrangement(
      genre: plan.genre, language: plan.language, using: &generator)
    let rapsVerses = generator.chance(arrangement.style.rap)
    let delivery = Delivery(
      rapsVerses: rapsVerses, rapsChoruses: rapsVerses && generator.chance(0.4))
    lyrics = arrangement.lyrics(
      title: plan.title.text, genre: plan.genre, language: plan.language, delivery: delivery,
      deal: plan.lyricsDeal)
    vocals = arrangement.vocalLine(
      lyrics, voice: plan.artist.voice, delivery: delivery, using: &generator)
    let chorus = arrangement.form.sections.first { $0.kind == .chorus }
    let hook = arrangement.melody(over: chorus?.start ?? 0, using: &generator)
    score = Score(
      tempo: Double(arrangement.tempo), bars: arrangement.form.bars,
      parts: [
        arrangement.drumPart(using: &generator), arrangement.bassPart(), arrangement.chordPart(),
        arrangement.padPart(), arrangement.leadPart(hook, using: &generator),
      ])
    form = arrangement.form
  }
}
