import Composition
import Foundation
import StageKit

/// Plays scores: FluidSynth with a General MIDI sound font.
struct Band: Sendable {
  private let synthesizer: ChildProgram
  private let soundFont = "/usr/share/sounds/sf2/TimGM6mb.sf2"

  /// Finds the synthesiser and its sound font.
  ///
  /// - Throws: ``StageFailure`` that names the package of what is missing.
  init() throws {
    synthesizer = try ChildProgram("fluidsynth", package: "fluidsynth timgm6mb-soundfont")
    guard FileManager.default.isReadableFile(atPath: soundFont) else {
      throw StageFailure(
        .noInput,
        "\(soundFont) is missing: install it with `apt-get install timgm6mb-soundfont`")
    }
  }

  /// The sound of a score, in two channels.
  ///
  /// - Parameters:
  ///   - score: What is played.
  ///   - sampleRate: In Hz.
  ///   - draft: A path for files on the way, without its extension; nobody else's.
  func play(_ score: Score, sampleRate: Int, draft: URL) throws -> Sound {
    let midi = draft.appendingPathExtension("mid")
    let wave = draft.appendingPathExtension("band.wav")
    try Data(standardMIDIFile(score)).write(to: midi)
    try synthesizer.make(
      wave,
      [
        "-n", "-i", "-q", "-C", "0", "-o", "synth.cpu-cores=1", "-r", String(sampleRate),
        "-T", "wav", "-O", "float", "-F", wave.filePath, soundFont, midi.filePath,
      ])
    let sound = try Sound(reading: wave)
    try FileManager.default.removeItem(at: midi)
    try FileManager.default.removeItem(at: wave)
    return sound
  }
}
