import CLoudness
import Fingerprint
import Foundation
import Loudness
import Randomness
import Testing

@Suite("Loudness") struct LoudnessTests {
  /// Integrated loudness of a sine of the given peak in dBFS in each channel.
  private func loudness(_ peak: Double, channels: Int, rate: Int, seconds: Int = 5) -> Double {
    var meter = LoudnessMeter(sampleRate: rate, channels: channels)
    let amplitude = pow(10, peak / 20)
    for second in 0..<seconds {
      let samples = (0..<rate * channels).map { i in
        let time = Double(second * rate + i / channels) / Double(rate)
        return Float(amplitude * sin(2 * .pi * 1000 * time))
      }
      meter.update(samples.span)
    }
    return meter.integrated()
  }

  /// EBU Tech 3341 (2016), cases 1 and 2.
  @Test(arguments: [-23.0, -33])
  func `A stereo sine at 1 kHz measures its peak level`(peak: Double) {
    #expect(abs(loudness(peak, channels: 2, rate: 48000) - peak) < 0.1)
    #expect(abs(loudness(peak, channels: 2, rate: 44100) - peak) < 0.1)
  }

  @Test func `One channel of two is 3 dB less`() {
    #expect(abs(loudness(-20, channels: 1, rate: 48000) + 23.01) < 0.1)
  }

  /// libebur128's figure.
  private func reference(_ samples: [Float], rate: Int, channels: Int) -> Double {
    var state = unsafe ebur128_init(
      UInt32(channels), UInt(rate), Int32(EBUR128_MODE_I.rawValue))
    defer { unsafe ebur128_destroy(&state) }
    var loudness = 0.0
    _ = unsafe ebur128_add_frames_float(state, samples, samples.count / channels)
    _ = unsafe ebur128_loudness_global(state, &loudness)
    return loudness
  }

  /// Noise in which each second and each channel has another level, some of them below the gates.
  @Test(arguments: [
    (44100, 2), (48000, 2), (22050, 1), (8000, 1), (96000, 6), (44100, 5), (32000, 4), (11025, 3),
  ])
  func `Gating and weights are libebur128's`(rate: Int, channels: Int) {
    var generator = Generator(seed: UInt64(rate + channels))
    var samples: [Float] = []
    for _ in 0..<9 {
      let levels = (0..<channels).map { _ in pow(10, -4 * generator.uniform()) }
      for _ in 0..<(rate * 4 / 5) {
        for level in levels { samples.append(Float(level * generator.normal() / 4)) }
      }
    }
    var meter = LoudnessMeter(sampleRate: rate, channels: channels)
    for start in stride(from: 0, to: samples.count, by: 1000 * channels) {
      meter.update(samples.span.extracting(start..<min(samples.count, start + 1000 * channels)))
    }
    let expected = reference(samples, rate: rate, channels: channels)
    #expect(abs(meter.integrated() - expected) < 0.01, "\(meter.integrated()), \(expected)")
  }

  @Test func `Silence and nothing measure the floor`() {
    #expect(loudness(-200, channels: 2, rate: 44100) == LoudnessMeter.floor)
    #expect(LoudnessMeter(sampleRate: 8000, channels: 1).integrated() == LoudnessMeter.floor)
  }
}

@Suite("Fingerprints") struct FingerprintTests {
  /// A melody that changes four times a second, by seed.
  private func melody(_ seed: Int, seconds: Int, gain: Double = 0.5) -> [Float] {
    let rate = Fingerprinter.sampleRate
    return (0..<rate * seconds).map { i in
      let note = (i * 4 / rate * 7 + seed * 13 + i / rate * seed) % 24
      let frequency = 220 * pow(2, Double(note) / 12)
      let phase = 2 * Double.pi * frequency * Double(i) / Double(rate)
      return Float(gain * sin(phase))
    }
  }

  private func fingerprint(_ signal: [Float], block: Int = 8192) -> [UInt32] {
    var fingerprinter = Fingerprinter()
    for start in stride(from: 0, to: signal.count, by: block) {
      fingerprinter.update(signal.span.extracting(start..<min(signal.count, start + block)))
    }
    return fingerprinter.finish()
  }

  /// The share of bits in which two fingerprints differ.
  private func distance(_ a: [UInt32], _ b: [UInt32]) -> Double {
    let bits = zip(a, b).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    return Double(bits) / Double(32 * min(a.count, b.count))
  }

  @Test func `There is a word per 0.1238 s`() {
    let words = fingerprint(melody(1, seconds: 30))
    let expected = (30 - 2.6) / 0.1238
    #expect(abs(Double(words.count) - expected) < 3)
  }

  @Test func `Level does not matter, another melody does, blocks do not`() {
    let one = fingerprint(melody(1, seconds: 20))
    #expect(distance(one, fingerprint(melody(1, seconds: 20, gain: 0.1))) < 0.02)
    #expect(distance(one, fingerprint(melody(2, seconds: 20))) > 0.2)
    #expect(fingerprint(melody(1, seconds: 20), block: 999) == one)
  }

  @Test func `A short signal has no words, a loud one is clipped`() {
    #expect(fingerprint(melody(1, seconds: 1)).isEmpty)
    #expect(!fingerprint(melody(1, seconds: 5, gain: 1e30)).isEmpty)
  }
}
