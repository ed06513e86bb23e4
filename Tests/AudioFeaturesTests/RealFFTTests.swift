import Foundation
import Fourier
import Parallelism
import Randomness
import TestSupport
import Testing

private func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
  var generator = Generator(seed: seed)
  return (0..<count).map { _ in Float(generator.normal()) }
}

private func power(of frame: [Float], window: [Float]? = nil) -> [Float] {
  var transform = RealFFT(length: frame.count)
  var power = [Float](repeating: -1, count: transform.bins)
  var span = power.mutableSpan
  let window = window ?? Array(repeating: 1, count: frame.count)
  transform.powerSpectrum(of: frame.span, window: window.span, into: &span)
  return power
}

@Suite("Real Fourier transform")
struct RealFFTTests {
  @Test(arguments: [1, 2, 7, 30, 64, 255])
  func `It equals the sum that defines it`(length: Int) {
    let (frame, window) = (noise(length), noise(length, seed: 2))
    let expected = (0...(length / 2)).map { k in
      var (real, imaginary) = (0.0, 0.0)
      for n in 0..<length {
        let x = Double(frame[n]) * Double(window[n])
        let angle = -2 * Double.pi * Double(k * n) / Double(length)
        real += x * cos(angle)
        imaginary += x * sin(angle)
      }
      return real * real + imaginary * imaginary
    }
    expectClose(power(of: frame, window: window), expected, relative: 1e-6)
  }

  @Test(arguments: [8, 30, 255, 2048])
  func `It keeps energy (Parseval)`(length: Int) {
    let frame = noise(length)
    let spectrum = power(of: frame).map(Double.init)
    // Every bin but the first, and but the last of an even length, stands for its mirror image too.
    var twoSided = 2 * spectrum.reduce(0, +) - spectrum[0]
    if length.isMultiple(of: 2) { twoSided -= spectrum[length / 2] }
    let energy = frame.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(twoSided / (energy * Double(length)) - 1) < 1e-6)
  }

  @Test(arguments: [1, 5, 511])
  func `A sinusoid of a bin's frequency has its power there only`(bin: Int) {
    let length = 1024
    let frame = (0..<length).map {
      Float(0.5 * cos(2 * .pi * Double(bin * $0) / Double(length) + 0.3))
    }
    var expected = [Double](repeating: 0, count: length / 2 + 1)
    expected[bin] = 256 * 256
    expectClose(power(of: frame), expected, relative: 1e-6)
  }

  @Test func `Transforms made on several threads give the same bits`() throws {
    let frames = (0..<64).map { noise(512, seed: UInt64($0)) }
    let alone = frames.map { power(of: $0) }
    let together = try concurrentMap(count: frames.count, threads: 4) { power(of: frames[$0]) }
    #expect(alone == together)
  }
}
