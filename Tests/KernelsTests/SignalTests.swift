import Kernels
import Randomness
import Testing

@Suite("Kernels of signals") struct SignalTests {
  private func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var generator = Generator(seed: seed)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  @Test(arguments: 0..<40)
  func `The largest magnitude is one of them, and no number counts as largest`(count: Int) {
    var x = noise(count)
    #expect(largestMagnitude(x.span) == x.map(abs).max() ?? 0)
    for place in x.indices {
      let before = x[place]
      x[place] = -.infinity
      #expect(largestMagnitude(x.span) == .infinity)
      x[place] = .nan
      #expect(largestMagnitude(x.span).isNaN)
      x[place] = before
    }
  }

  @Test(arguments: 0..<20)
  func `Pairs are mixed by their mean`(count: Int) {
    let pairs = noise(2 * count)
    var means = [Float](repeating: 7, count: count + 1)
    var span = means.mutableSpan
    let largest = mixPairs(pairs.span, into: &span)
    for i in 0..<count { #expect(means[i] == (pairs[2 * i] + pairs[2 * i + 1]) / 2) }
    #expect(means[count] == 7)
    #expect(largest == pairs.map(abs).max() ?? 0)
  }

  /// Known sums are of words of the other byte order.
  @Test(arguments: [
    ("", 0), ("badcfe", 0x5650_2D2A), ("badcfehg", 0xEBE1_9591), ("\0\0\0\0", 0),
  ])
  func `Fletcher's checksum is the known one`(text: String, sum: UInt32) {
    let bytes = Array(text.utf8)
    let found = unsafe fletcher32(bytes.span.bytes)
    #expect(found == sum)
  }

  @Test func `Fletcher's sums of ones are the modulus, not zero`() {
    let bytes = [UInt8](repeating: 0xff, count: 4096)
    let sum = unsafe fletcher32(bytes.span.bytes)
    #expect(sum == 0xffff_ffff)
  }

  @Test(arguments: 1..<6)
  func `Channels are filtered as sample by sample, in any pieces`(channels: Int) {
    let step: @Sendable (Double, inout SIMD4<Double>) -> Double = { x, memory in
      let y = 0.3 * x + memory[0] - 0.2 * memory[3]
      memory = SIMD4(memory[1] + 0.1 * x, 0.4 * memory[0] - y / 3, memory[1], 0.5 * y)
      return y
    }
    let samples = noise(channels * 61)
    let filter = FourthOrderFilter(step)
    var memories = [SIMD4<Double>](repeating: .zero, count: channels)
    var energies = [Double](repeating: 0, count: channels)
    for piece in [0..<0, 0..<1, 1..<14, 14..<54, 54..<61] {
      let part = samples.span.extracting(
        piece.lowerBound * channels..<piece.upperBound * channels)
      filter.addEnergies(of: part, &memories, to: &energies)
    }
    for channel in 0..<channels {
      var memory = SIMD4<Double>.zero
      var energy = 0.0
      for frame in 0..<61 {
        let y = step(Double(samples[frame * channels + channel]), &memory)
        energy += y * y
      }
      #expect(abs(energies[channel] - energy) < 1e-12 * energy)
    }
  }
}
