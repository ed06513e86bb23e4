import Foundation

/// The voice of a song, in two channels at the song's sample rate.
struct VoiceTrack {
  private(set) var left: [Float]
  private(set) var right: [Float]
  private let sampleRate: Int

  /// A silent track.
  init(frames: Int, sampleRate: Int) {
    left = [Float](repeating: 0, count: frames)
    right = left
    self.sampleRate = sampleRate
  }

  /// Adds a phrase, with an echo, and with two later copies to the sides when it is doubled.
  ///
  /// - Parameters:
  ///   - phrase: One channel, at any sample rate.
  ///   - start: In seconds.
  ///   - limit: In seconds; what lasts longer is faded out there.
  ///   - echo: Delay of the echo in seconds.
  ///   - doubled: Whether to add the copies.
  mutating func add(
    _ phrase: Sound, at start: Double, limit: Double, echo: Double, doubled: Bool
  ) {
    let voice = prepared(phrase, limit: limit)
    place(voice, at: start, left: 1, right: 1)
    place(voice, at: start + echo, left: 0.2, right: 0.12)
    guard doubled else { return }
    place(voice, at: start + 0.017, left: 0.55, right: 0.1)
    place(voice, at: start + 0.029, left: 0.1, right: 0.55)
  }

  /// The phrase at the track's rate, cut to its limit, with soft ends.
  ///
  /// Samples between two are interpolated linearly: what that adds lies above the voice's own band
  /// of 11 kHz, and no listener or feature could tell.
  private func prepared(_ phrase: Sound, limit: Double) -> [Float] {
    let step = Double(phrase.sampleRate) / Double(sampleRate)
    let whole = Int(Double(max(0, phrase.frames - 1)) / step)
    let count = min(whole, Int(limit * Double(sampleRate)))
    let ramp = Float(min(sampleRate / 100, max(1, count / 2)))
    return (0..<count).map { index in
      let position = Double(index) * step
      let before = Int(position)
      let share = Float(position - Double(before))
      let sample = phrase.samples[before] * (1 - share) + phrase.samples[before + 1] * share
      return sample * min(1, Float(index) / ramp, Float(count - 1 - index) / ramp)
    }
  }

  private mutating func place(
    _ voice: [Float], at start: Double, left leftGain: Float, right rightGain: Float
  ) {
    let first = Int(start * Double(sampleRate))
    for index in voice.indices where first + index < left.count {
      left[first + index] += leftGain * voice[index]
      right[first + index] += rightGain * voice[index]
    }
  }
}
