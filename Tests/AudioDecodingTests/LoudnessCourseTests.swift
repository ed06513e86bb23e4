import CLoudness
import Foundation
import Loudness
import Randomness
import Testing

/// A sine of 1 kHz at 48 kHz whose peak level in dBFS is another every few seconds.
private func sine(_ levels: [(peak: Double, seconds: Double)]) -> [Float] {
  levels.flatMap { level -> [Float] in
    let amplitude = pow(10, level.peak / 20)
    return (0..<Int(48000 * level.seconds)).map { n -> Float in
      Float(amplitude * sin(2 * Double.pi * 1000 * Double(n) / 48000))
    }
  }
}

private func meter(_ samples: [Float], rate: Int = 48000) -> LoudnessMeter {
  var meter = LoudnessMeter(sampleRate: rate, channels: 1)
  meter.update(samples.span)
  return meter
}

@Suite("Course of loudness") struct LoudnessCourseTests {
  /// EBU Tech 3342 (2016), cases 1 to 4.
  @Test(
    arguments: zip(
      [[-20.0, -30], [-20, -15], [-40, -20], [-50, -35, -20, -35, -50]], [10.0, 5, 20, 15]))
  func `The range of a sine is that of its levels`(peaks: [Double], range: Double) {
    #expect(abs(meter(sine(peaks.map { ($0, 20) })).range() - range) < 1)
  }

  /// EBU Tech 3341 (2016), cases 9 and 12; one channel of two is 3 dB less.
  @Test func `Alternating levels of whole windows measure their mean`() {
    let shortTerm = meter(sine((0..<5).flatMap { _ in [(-20, 1.34), (-30, 1.66)] })).shortTerm()
    #expect(shortTerm.allSatisfy { abs($0 + 26) < 0.1 })
    let momentary = meter(sine((0..<25).flatMap { _ in [(-20, 0.18), (-30, 0.22)] })).momentary()
    #expect(momentary.allSatisfy { abs($0 + 26) < 0.1 })
  }

  @Test(arguments: [48000, 44100, 22050, 11025])
  func `Momentary and short-term loudness and their range are libebur128's`(rate: Int) {
    var generator = Generator(seed: UInt64(rate))
    var samples: [Float] = []
    for _ in 0..<12 {
      let level = pow(10, -3 * generator.uniform())
      for _ in 0..<((rate + 5) / 10 * 10) { samples.append(Float(level * generator.normal() / 4)) }
    }
    let mode = Int32(EBUR128_MODE_LRA.rawValue | EBUR128_MODE_M.rawValue)
    var state = unsafe ebur128_init(1, UInt(rate), mode)
    defer { unsafe ebur128_destroy(&state) }
    _ = unsafe ebur128_add_frames_float(state, samples, samples.count)
    var (range, momentary, shortTerm) = (0.0, 0.0, 0.0)
    _ = unsafe ebur128_loudness_range(state, &range)
    _ = unsafe ebur128_loudness_momentary(state, &momentary)
    _ = unsafe ebur128_loudness_shortterm(state, &shortTerm)
    let found = meter(samples, rate: rate)
    #expect(abs(found.range() - range) < 0.02)
    #expect(abs((found.momentary().last ?? 0) - momentary) < 0.02)
    #expect(abs((found.shortTerm().last ?? 0) - shortTerm) < 0.02)
  }

  @Test func `Silence and short signals have finite loudness`() {
    let silence = meter([Float](repeating: 0, count: 5 * 48000))
    #expect(silence.range() == 0)
    #expect((silence.momentary() + silence.shortTerm()).allSatisfy { $0 == LoudnessMeter.floor })
    let short = meter(sine([(-20, 0.7)]))
    #expect(short.range() == 0 && short.momentary().count == 4 && short.shortTerm().count == 1)
    #expect(abs((short.shortTerm().first ?? 0) + 23) < 0.1)
    #expect(meter([]).momentary().isEmpty)
  }
}
