import Fingerprint
import Foundation
import Loudness
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

  @Test func `Silence and nothing measure the floor`() {
    #expect(loudness(-200, channels: 2, rate: 44100) == LoudnessMeter.floor)
    #expect(LoudnessMeter(sampleRate: 8000, channels: 1).integrated() == LoudnessMeter.floor)
  }
}

@Suite("Fingerprints") struct FingerprintTests {
  /// A melody that changes four times a second, by seed.
  private func melody(_ seed: Int, seconds: Int, gain: Double = 0.5) -> [Float] {
    (0..<22050 * seconds).map { i in
      let note = (i / 5512 * 7 + seed * 13 + i / 22050 * seed) % 24
      let frequency = 220 * pow(2, Double(note) / 12)
      let phase = 2 * Double.pi * frequency * Double(i) / 22050
      return Float(gain * sin(phase))
    }
  }

  private func fingerprint(_ signal: [Float], block: Int = 8192) -> [UInt32] {
    var fingerprinter = Fingerprinter(sampleRate: 22050)
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
