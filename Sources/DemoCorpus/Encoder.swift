import AudioTags
import Composition
import Foundation
import Randomness
import SoundFile

/// Stores sound as users have it, with tags.
struct Encoder: Sendable {
  private let vorbis: ChildProgram

  /// Finds the encoder of Ogg Vorbis.
  ///
  /// - Throws: ``StageFailure`` that names its package when it is missing.
  init() throws {
    vorbis = try ChildProgram("oggenc", package: "vorbis-tools")
  }

  /// Writes a song's sound file with its tags.
  ///
  /// - Parameters:
  ///   - sound: The sound.
  ///   - plan: The kind of file and the tags.
  ///   - draft: The file, without its extension.
  /// - Returns: The file.
  func encode(_ sound: Sound, _ plan: SongPlan, draft: URL) throws -> URL {
    let container = plan.encoding.container
    let file = draft.appendingPathExtension(container.rawValue)
    let deep = sound.sampleRate == 48_000
    switch container {
    case .flac: try write(sound, to: file, deep ? .flac24 : .flac16)
    case .wav: try write(sound, to: file, deep ? .wav24 : .wav16)
    case .mp3: try write(sound, to: file, .mp3(quality: 0.4))
    case .ogg:
      // libsndfile would number the stream at random.
      let wave = draft.appendingPathExtension("oggenc.wav")
      try write(sound, to: wave, .wav16)
      let serial = stableHash(plan.id) % (1 << 31)
      try vorbis.make(
        file, ["-Q", "-q", "4", "-s", String(serial), "-o", file.filePath, wave.filePath])
      try FileManager.default.removeItem(at: wave)
    }
    let tags = AudioTags(
      title: plan.title.text, artist: plan.artist.name, album: plan.album, genre: plan.genre.name,
      year: plan.year)
    try tags.write(to: file.filePath)
    return file
  }

  private func write(_ sound: Sound, to file: URL, _ format: AudioFormat) throws {
    var writer = try AudioWriter(
      creating: file.filePath, format: format, sampleRate: sound.sampleRate,
      channels: sound.channels)
    try writer.write(sound.samples.span)
    try writer.close()
  }
}
