import Foundation
import HDF5
import Resampling
import TestSupport
import Testing

/// A signal resampled in blocks.
func resampled(_ signal: [Float], from: Int, to: Int, block: Int = 4096) throws -> [Float] {
  var resampler = try StreamResampler(from: from, to: to)
  var output: [Float] = []
  for start in stride(from: 0, to: signal.count, by: block) {
    let part = signal.span.extracting(start..<min(signal.count, start + block))
    try resampler.process(part) { piece in for i in piece.indices { output.append(piece[i]) } }
  }
  try resampler.finish { piece in for i in piece.indices { output.append(piece[i]) } }
  return output
}

@Suite("Resampling") struct ResamplingTests {
  private func tone(_ frequency: Double, rate: Int, count: Int) -> [Float] {
    (0..<count).map { Float(0.5 * sin(2 * .pi * frequency * Double($0) / Double(rate))) }
  }

  /// Level of the middle of a signal relative to a tone of amplitude 0.5, in dB.
  private func level(_ signal: [Float]) -> Double {
    let middle = signal[(signal.count / 4)..<(3 * signal.count / 4)]
    let power = middle.reduce(0) { $0 + Double($1) * Double($1) } / Double(middle.count)
    return 10 * log10(max(power, 1e-30) / 0.125)
  }

  @Test(arguments: ["44100_22050", "48000_22050", "8000_22050"])
  func `A chirp comes out as librosa's`(name: String) throws {
    let file = try HDF5File(reading: fixture("audio/decode.h5"))
    let rates = name.split(separator: "_").compactMap { Int($0) }
    let input: [Float] = try file.read("resample/\(name)/input")
    let expected: [Float] = try file.read("resample/\(name)/output")
    expectClose(try resampled(input, from: rates[0], to: rates[1]), expected, absolute: 1e-4)
  }

  @Test(arguments: [100.0, 1000, 5000, 9000, 10000])
  func `The pass-band is flat within 0.05 dB`(frequency: Double) throws {
    let output = try resampled(
      tone(frequency, rate: 44100, count: 44100), from: 44100, to: 22050)
    #expect(abs(level(output)) < 0.05)
  }

  @Test(arguments: [11100.0, 12000, 15000, 20000, 22000])
  func `What would alias is 100 dB down`(frequency: Double) throws {
    let output = try resampled(
      tone(frequency, rate: 44100, count: 44100), from: 44100, to: 22050)
    #expect(level(output) < -100)
  }

  @Test(arguments: [
    (44100, 22050, 1), (44100, 22050, 44101), (48000, 22050, 12345), (8000, 22050, 999),
    (22050, 22050, 777), (96000, 22050, 5), (11025, 22050, 3), (768_000, 22050, 7681),
    (1000, 22050, 13), (44100, 22050, 0),
  ])
  func `The length is the ceiling of the exact one`(from: Int, to: Int, count: Int) throws {
    let signal = tone(100, rate: from, count: count)
    let expected = (count * to + from - 1) / from
    #expect(resampledCount(count, from: from, to: to) == expected)
    #expect(try resampled(signal, from: from, to: to).count == expected)
  }

  @Test(arguments: [1, 17, 1000, 100_000])
  func `Blocks do not matter`(block: Int) throws {
    let signal = tone(440, rate: 48000, count: 20000)
    expectClose(
      try resampled(signal, from: 48000, to: 22050, block: block),
      try resampled(signal, from: 48000, to: 22050), absolute: 1e-6)
  }

  @Test func `Equal rates change nothing`() throws {
    let signal = tone(440, rate: 22050, count: 5000)
    #expect(try resampled(signal, from: 22050, to: 22050) == signal)
  }
}
