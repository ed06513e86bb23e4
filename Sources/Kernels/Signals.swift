internal import CKernels

/// The largest |x|, 0 of nothing; not a number where an x is none.
public func largestMagnitude(_ x: Span<Float>) -> Float {
  unsafe x.withUnsafeBufferPointer { unsafe ck_largest_magnitude($0.baseAddress, $0.count) }
}

/// The means of pairs of numbers, as of two channels.
///
/// - Parameters:
///   - pairs: Two numbers side by side, (2n).
///   - means: Receives their means, (n), at its beginning.
/// - Returns: The largest magnitude of all numbers; not a number where one is none.
public func mixPairs(_ pairs: Span<Float>, into means: inout MutableSpan<Float>) -> Float {
  let count = pairs.count / 2
  precondition(pairs.count == 2 * count && count <= means.count)
  return unsafe pairs.withUnsafeBufferPointer { pairs in
    unsafe means.withUnsafeMutableBufferPointer { means in
      unsafe ck_mix_pairs(pairs.baseAddress, means.baseAddress, count)
    }
  }
}

/// Fletcher's checksum of 32 bits over words of 16 bits, as HDF5 takes it of chunks.
///
/// - Parameter bytes: An even number of bytes, aligned for words.
public func fletcher32(_ bytes: RawSpan) -> UInt32 {
  precondition(bytes.byteCount.isMultiple(of: 2))
  return unsafe bytes.withUnsafeBytes { buffer in
    unsafe ck_fletcher32(buffer.baseAddress, buffer.count / 2)
  }
}

/// A linear filter that remembers four numbers, applied to four samples at a time.
public struct FourthOrderFilter: Sendable {
  private let step: @Sendable (Double, inout SIMD4<Double>) -> Double
  /// How four outputs depend on each of four samples and of four remembered numbers, and then how
  /// what is remembered next does: sixteen columns of four.
  private let columns: [Double]

  /// Prepares a filter.
  ///
  /// - Parameter step: Filters one sample, given what is remembered of those before; linear in both.
  public init(_ step: @escaping @Sendable (Double, inout SIMD4<Double>) -> Double) {
    var (outputs, memories): ([Double], [Double]) = ([], [])
    for unit in 0..<8 {
      var memory = SIMD4<Double>.zero
      if unit >= 4 { memory[unit - 4] = 1 }
      for sample in 0..<4 { outputs.append(step(sample == unit ? 1 : 0, &memory)) }
      for k in 0..<4 { memories.append(memory[k]) }
    }
    self.step = step
    columns = outputs + memories
  }

  /// Filters channels, and adds Σ y² of each one's outputs y to its energy.
  ///
  /// - Parameters:
  ///   - samples: Interleaved, whole frames.
  ///   - memories: Of what came before, one a channel; go on to what comes next.
  ///   - energies: One a channel.
  public func addEnergies(
    of samples: Span<Float>, _ memories: inout [SIMD4<Double>], to energies: inout [Double]
  ) {
    let channels = memories.count
    precondition(energies.count == channels && samples.count.isMultiple(of: channels))
    let frames = samples.count / channels
    unsafe samples.withUnsafeBufferPointer { samples in
      unsafe memories.withUnsafeMutableBytes { states in
        unsafe ck_filtered_energies(
          samples.baseAddress, channels, frames / 4, columns,
          states.assumingMemoryBound(to: Double.self).baseAddress, &energies)
      }
    }
    for frame in (frames / 4 * 4)..<frames {
      for channel in 0..<channels {
        let y = step(Double(samples[frame * channels + channel]), &memories[channel])
        energies[channel] += y * y
      }
    }
  }
}
