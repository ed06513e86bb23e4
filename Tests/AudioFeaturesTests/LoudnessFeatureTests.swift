import AudioFeatures
import Foundation
import TestSupport
import Testing

@Suite("Loudness of clips")
struct LoudnessFeatureTests {
  @Test func `A sine that rises by 10 dB has its levels and its range`() throws {
    let half = 12 * 22050
    let clip = (0..<(2 * half)).map { n -> Float in
      let amplitude = n < half ? 0.1 : 0.316_228
      return Float(amplitude * sin(2 * Double.pi * 1000 * Double(n) / 22050))
    }
    let found = try features(of: clip, "window: 24\nkind: loudness")
    // One channel of two is 3 dB less than its peak level, here −20 and −10 dBFS.
    let mean = 10 * log10((pow(10, -2.301) + pow(10, -1.301)) / 2.0)
    expectClose(found, [mean, 10, -13.01, -13.01], absolute: 0.15)
    let extractor = try FeatureExtractor(settings("kind: loudness"), sampleRate: 22050)
    #expect(extractor.unit == "mixed")
    #expect(
      extractor.dimensions.first?.coordinates
        == .names([
          "loudness_integrated", "loudness_range", "loudness_momentary_max",
          "loudness_short_term_max",
        ]))
  }

  @Test func `A gain shifts loudness and leaves its range`() throws {
    let (quiet, loud) = (try piece(), try piece().map { $0 * 2 })
    let before = try features(of: quiet, "window: 8\nkind: loudness")
    let after = try features(of: loud, "window: 8\nkind: loudness")
    let shift = Float(20 * log10(2.0))
    expectClose(
      after, [before[0] + shift, before[1], before[2] + shift, before[3] + shift], absolute: 1e-3)
  }

  @Test func `Silence measures the absolute gate, and no range`() throws {
    let found = try features(of: Array(repeating: 0, count: 22050), "window: 1\nkind: loudness")
    #expect(found == [-70, 0, -70, -70])
  }

  @Test func `A clip shorter than a block is refused`() throws {
    let settings = try settings("window: 0.3\nkind: loudness")
    #expect(throws: FeatureError.self) { _ = try FeatureExtractor(settings, sampleRate: 22050) }
  }
}
