internal import Foundation

// A kernel with unchecked access: checked and one bin at a time, the measures of a 30-s clip take
// several times as long as its transform.

extension SpectralShape {
  /// Bins between two notes of the sum of magnitudes.
  static let block = 64

  /// Eight bins at once.
  private typealias Group = SIMD8<Float>

  /// What is summed over bins, in eight lanes.
  private struct Sums {
    /// Σ S, Σ k·S and Σ k²·S.
    var moments = (SIMD8<Double>.zero, SIMD8<Double>.zero, SIMD8<Double>.zero)
    /// Of max(10⁻¹⁰, S²): its sum, and that of its binary logarithms.
    var energy = SIMD8<Double>.zero
    var logarithms = 0.0
  }

  /// Measures one frame.
  ///
  /// - Parameters:
  ///   - power: |X_k|², (``bins``).
  ///   - course: Receives the measures.
  ///   - frame: The frame's number.
  func measure(_ power: Span<Float>, into course: inout SpectralCourse, frame: Int) {
    precondition(power.count == bins)
    var sums = Sums()
    let blocks = bins / Self.block
    for index in 0..<blocks {
      add(power, from: index * Self.block, to: &sums)
      course.sums[index] = sums.moments.0.sum()
    }
    for k in (blocks * Self.block)..<bins { add(power[k], bin: k, to: &sums) }

    let total = sums.moments.0.sum()
    let mean = total > 0 ? sums.moments.1.sum() / total : 0
    let variance = total > 0 ? max(0, sums.moments.2.sum() / total - mean * mean) : 0
    let count = Double(bins)
    course.centroid[frame] = Float(mean * spacing)
    course.bandwidth[frame] = Float(variance.squareRoot() * spacing)
    course.flatness[frame] = Float(exp2(sums.logarithms / count) / (sums.energy.sum() / count))
    course.rollOff[frame] = Float(
      Double(bin(below: rollOff * total, of: power, course.sums)) * spacing)
    octaves.measure(power, into: &course, frame: frame)
  }

  /// Adds the bins of a block.
  private func add(_ power: Span<Float>, from start: Int, to sums: inout Sums) {
    let bytes = unsafe power.bytes
    var k = SIMD8<Double>(0, 1, 2, 3, 4, 5, 6, 7) + Double(start)
    var exponents = SIMD8<Int32>.zero
    // Of eight numbers from 1 to 2, so that one logarithm does for eight bins.
    var mantissas = Group.one
    for group in stride(from: start, to: start + Self.block, by: 8) {
      // In bounds: blocks are whole.
      let x = unsafe bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: group * MemoryLayout<Float>.stride, as: Group.self)
      let magnitude = SIMD8<Double>(x.squareRoot())
      let weighted = magnitude * k
      sums.moments.0 += magnitude
      sums.moments.1 += weighted
      sums.moments.2 += weighted * k
      k += 8
      let heard = x.replacing(
        with: Group(repeating: smallestPower), where: x .< Group(repeating: smallestPower))
      sums.energy += SIMD8<Double>(heard)
      let bits = unsafe unsafeBitCast(heard, to: SIMD8<Int32>.self)
      exponents &+= (bits &>> 23) &- 127
      let mantissa = (bits & 0x7f_ffff) | 0x3f80_0000
      mantissas *= unsafe unsafeBitCast(mantissa, to: Group.self)
    }
    var logarithm = Double(exponents.wrappedSum())
    for lane in 0..<8 { logarithm += Double(binaryLogarithm(mantissas[lane])) }
    sums.logarithms += logarithm
  }

  /// Adds one bin.
  private func add(_ power: Float, bin k: Int, to sums: inout Sums) {
    let magnitude = Double(power.squareRoot())
    sums.moments.0[0] += magnitude
    sums.moments.1[0] += magnitude * Double(k)
    sums.moments.2[0] += magnitude * Double(k * k)
    let heard = max(power, smallestPower)
    sums.energy[0] += Double(heard)
    sums.logarithms += Double(binaryLogarithm(heard))
  }

  /// The lowest bin up to which, itself included, magnitudes sum up to a share of all.
  private func bin(below share: Double, of power: Span<Float>, _ sums: [Double]) -> Int {
    let index = sums.firstIndex { $0 >= share } ?? sums.count
    var bin = index * Self.block
    var below = index == 0 ? 0 : sums[index - 1]
    while bin < bins - 1 {
      below += Double(power[bin].squareRoot())
      if below >= share { break }
      bin += 1
    }
    return bin
  }
}
