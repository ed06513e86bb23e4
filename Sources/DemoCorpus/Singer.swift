import Composition
import Foundation

/// Sings and raps: eSpeak NG, with each word on its note and each phrase at the speed that fills
/// its time.
struct Singer: Sendable {
  private let synthesizer: ChildProgram

  /// Finds the synthesiser.
  ///
  /// - Throws: ``StageFailure`` that names its package when it is missing.
  init() throws {
    synthesizer = try ChildProgram("espeak-ng", package: "espeak-ng")
  }

  /// The sound of a phrase, in one channel, without silence before and after.
  ///
  /// - Parameters:
  ///   - words: What is sung.
  ///   - voice: Who sings.
  ///   - language: How it is pronounced.
  ///   - seconds: How long it shall last; it comes within a tenth, unless that needs a speed that
  ///     nobody could understand.
  ///   - draft: A path for a file on the way; nobody else's.
  func sing(
    _ words: [SungWord], voice: Voice, language: Language, seconds: Double, draft: URL
  ) throws -> Sound {
    let usual = 170.0
    let speeds = 80.0...400.0
    let first = try speak(words, voice, language, wordsPerMinute: usual, draft)
    let duration = Double(first.frames) / Double(first.sampleRate)
    let fitting = min(max(usual * duration / seconds, speeds.lowerBound), speeds.upperBound)
    guard abs(fitting / usual - 1) > 0.05 else { return first }
    return try speak(words, voice, language, wordsPerMinute: fitting, draft)
  }

  private func speak(
    _ words: [SungWord], _ voice: Voice, _ language: Language, wordsPerMinute: Double, _ draft: URL
  ) throws -> Sound {
    let wave = draft.appendingPathExtension("voice.wav")
    try synthesizer.make(
      wave,
      [
        "-v", "\(language.rawValue)+\(voice.rawValue)", "-s", String(Int(wordsPerMinute.rounded())),
        "-b", "1", "-z", "-m", "-w", wave.filePath, markup(words, voice),
      ])
    var sound = try Sound(reading: wave)
    try FileManager.default.removeItem(at: wave)
    sound.trim(below: 0.01)
    return sound
  }

  /// The words in the synthesiser's markup (SSML): a sung word has its pitch and no intonation.
  private func markup(_ words: [SungWord], _ voice: Voice) -> String {
    let marked = words.map { word in
      let text = word.text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      return word.note.map { note in
        "<prosody range=\"0\" pitch=\"\(voice.setting(of: note))\">\(text)</prosody>"
      } ?? text
    }
    return "<speak>" + marked.joined(separator: " ") + "</speak>"
  }
}

extension Sound {
  /// Removes frames before the first and after the last sample that is louder.
  fileprivate mutating func trim(below threshold: Float) {
    guard let first = samples.firstIndex(where: { abs($0) > threshold }),
      let last = samples.lastIndex(where: { abs($0) > threshold })
    else {
      samples = []
      return
    }
    samples = Array(samples[first...last])
  }
}
