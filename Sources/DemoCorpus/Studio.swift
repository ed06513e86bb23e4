import Composition
import Foundation
import Parallelism
import Randomness

/// What is recorded in one go: a song, and the files that it goes into.
struct Session: Sendable {
  let song: Song
  /// The song's own plan, then those of its copies.
  let plans: [SongPlan]
}

/// Records songs into a corpus folder.
struct Studio: Sendable {
  private let seed: UInt64
  private let band: Band
  private let singer: Singer
  private let encoder: Encoder

  /// Seconds in which the last chord rings out.
  private static let ending = 2.0

  /// Finds everything that is needed.
  ///
  /// - Throws: ``StageFailure`` that names what is missing.
  init(seed: UInt64) throws {
    self.seed = seed
    band = try Band()
    singer = try Singer()
    encoder = try Encoder()
  }

  /// Composes the songs of a corpus, the longest first, so that no worker is left with a long one.
  func sessions(_ plans: [SongPlan]) -> [Session] {
    let sessions = plans.compactMap { plan -> Session? in
      if case .copy = plan.condition { return nil }
      var generator = Generator(seed: seed, stream: "song/\(plan.id)")
      let song = Song(plan, using: &generator)
      return Session(
        song: song, plans: [plan] + plans.filter { $0.condition == .copy(of: plan.id) })
    }
    return sessions.sorted {
      ($1.song.duration, $0.plans[0].id) < ($0.song.duration, $1.plans[0].id)
    }
  }

  /// Records sessions, several at a time.
  ///
  /// - Parameters:
  ///   - sessions: What to record.
  ///   - folder: Where the files go.
  ///   - threads: How many at a time.
  ///   - done: Told each song's id when it is on disk.
  func record(
    _ sessions: [Session], into folder: CorpusFolder, threads: Int,
    done: @Sendable (String) -> Void
  ) throws {
    _ = try concurrentMap(count: sessions.count, threads: threads) { index in
      try record(sessions[index], into: folder)
      done(sessions[index].plans[0].id)
    }
  }

  private func record(_ session: Session, into folder: CorpusFolder) throws {
    for plan in session.plans {
      if case .text(let marked, let lineBreak) = plan.lyricsFile {
        let text = session.song.lyrics.text(marked: marked, lineBreak: lineBreak)
        try folder.publish(Data(text.utf8), as: plan.lyricsName)
      }
    }
    let plan = session.plans[0]
    let draft = folder.draft(plan.id)
    switch plan.condition {
    case .empty:
      try folder.publish(Data(), as: plan.fileName)
    case .text:
      let text = session.song.lyrics.text(marked: true, lineBreak: "\n")
      try folder.publish(Data(text.utf8), as: plan.fileName)
    case .silent:
      let silence = Sound(
        silence: session.song.duration, channels: plan.encoding.channels,
        sampleRate: plan.encoding.sampleRate)
      try folder.publish(try encoder.encode(silence, plan, draft: draft), as: plan.fileName)
    case .truncated:
      let file = try encoder.encode(try perform(session.song, plan, in: folder), plan, draft: draft)
      let content = try Data(contentsOf: file)
      try FileManager.default.removeItem(at: file)
      try folder.publish(content.prefix(content.count / 2), as: plan.fileName)
    case .whole, .short, .copy:
      let sound = try perform(session.song, plan, in: folder)
      for plan in session.plans {
        let file = try encoder.encode(sound, plan, draft: folder.draft(plan.id))
        try folder.publish(file, as: plan.fileName)
      }
    }
  }

  /// Plays, sings and mixes a song.
  private func perform(_ song: Song, _ plan: SongPlan, in folder: CorpusFolder) throws -> Sound {
    let short = plan.condition == .short
    let rate = plan.encoding.sampleRate
    let score = short ? song.score.prefix(bars: 2) : song.score
    let seconds = short ? 3 : song.duration + Self.ending
    let played = try band.play(score, sampleRate: rate, draft: folder.draft(plan.id))

    var voice = VoiceTrack(frames: Int(seconds * Double(rate)), sampleRate: rate)
    var known: [[SungWord]: Sound] = [:]
    for phrase in song.vocals where phrase.start * score.bar < seconds {
      let limit = phrase.length * score.bar
      let sung =
        try known[phrase.words]
        ?? singer.sing(
          phrase.words, voice: plan.artist.voice, language: plan.language, seconds: 0.95 * limit,
          draft: folder.draft(plan.id))
      known[phrase.words] = sung
      voice.add(
        sung, at: phrase.start * score.bar, limit: 1.05 * limit, echo: 0.75 * 60 / score.tempo,
        doubled: phrase.doubled)
    }
    var generator = Generator(seed: seed, stream: "mix/\(plan.id)")
    return mix(
      band: played, voice: voice, voiceLevel: -6 + 3 * generator.uniform(),
      channels: plan.encoding.channels, fade: short ? 0.2 : Self.ending)
  }
}
