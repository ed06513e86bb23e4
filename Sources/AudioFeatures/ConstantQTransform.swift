internal import LinearAlgebra
internal import Resampling

/// Computes constant-Q transforms of clips. A class, as an analysis may have several.
final class ConstantQTransform {
  private let track: ConstantQTrack
  private let wavelets: ConstantQWavelets
  private var estimator: TuningEstimator
  /// What the tuning last met needs.
  private var tuned: (tuning: Double, octaves: [(ConstantQTrack.Octave, filters: Matrix)])?
  private var first: StreamResampler
  private var halving: StreamResampler

  init(_ track: ConstantQTrack) {
    do {
      first = try StreamResampler(from: 1 << track.firstHalvings, to: 1)
      halving = try StreamResampler(from: 2, to: 1)
    } catch {
      preconditionFailure("\(error)")
    }
    self.track = track
    wavelets = ConstantQWavelets(track)
    estimator = TuningEstimator(
      of: .magnitude, transformLength: track.transformLength, sampleRate: track.sampleRate)
  }

  /// Takes the power spectrum of a frame of the clip that comes, for its tuning.
  func add(_ power: Span<Float>) {
    if track.tuning == .estimated { estimator.add(power) }
  }

  /// The magnitudes of a clip, ≥ 0, (bins, frames).
  ///
  /// - Parameters:
  ///   - clip: Samples.
  ///   - frames: Frames of the clip.
  func magnitudes(of clip: Span<Float>, frames: Int) -> Matrix {
    let tuning =
      switch track.tuning {
      case .estimated: estimator.estimate(stepsPerOctave: track.binsPerOctave)
      case .fixed(let steps): steps
      }
    let octaves: [(ConstantQTrack.Octave, filters: Matrix)]
    if let tuned, tuned.tuning == tuning {
      octaves = tuned.octaves
    } else {
      octaves = wavelets.octaves(tuning: tuning)
      tuned = (tuning, octaves)
    }
    var magnitudes = Matrix(rows: track.bins, columns: frames)
    var signal = resample(clip, by: &first)
    var halvings = track.firstHalvings
    for (octave, filters) in octaves {
      if octave.halvings > halvings {
        signal = resample(signal.span, by: &halving)
        halvings += 1
      }
      transform(signal.span, octave, filters, into: &magnitudes)
    }
    return magnitudes
  }

  /// The frames of a block: few enough that they stay in the cache.
  private static let blockSize = 64

  private func transform(
    _ signal: Span<Float>, _ octave: ConstantQTrack.Octave, _ filters: Matrix,
    into magnitudes: inout Matrix
  ) {
    let (length, hop, size) = (octave.transformLength, octave.hopLength, Self.blockSize)
    let (bins, columns) = (octave.bins.count, magnitudes.columns)
    // Frames reach half a frame beyond the signal, and those of the last block more.
    let padding = length / 2
    var padded = [Float](repeating: 0, count: padding + signal.count + length + size * hop)
    for n in signal.indices { padded[padding + n] = signal[n] }
    var block = Matrix(rows: size, columns: length)
    var products = Matrix(rows: 2 * bins, columns: size)
    for first in stride(from: 0, to: columns, by: size) {
      copyFrames(of: padded.span, from: first * hop, hopLength: hop, into: &block)
      multiply(filters, .asStored, block, .transposed, into: &products)
      for bin in 0..<bins {
        let place = (octave.bins.lowerBound + bin) * columns + first
        let (real, imaginary) = (bin * size, (bins + bin) * size)
        for t in 0..<min(size, columns - first) {
          let (x, y) = (products.elements[real + t], products.elements[imaginary + t])
          magnitudes.elements[place + t] = (x * x + y * y).squareRoot()
        }
      }
    }
  }

  /// Copies a frame of the signal into each row.
  private func copyFrames(
    of signal: Span<Float>, from start: Int, hopLength: Int, into block: inout Matrix
  ) {
    let (rows, length) = (block.rows, block.columns)
    var elements = block.elements.mutableSpan
    for row in 0..<rows {
      let first = start + row * hopLength
      let frame = signal.extracting(first..<(first + length))
      let place = row * length
      for n in 0..<length { elements[place + n] = frame[n] }
    }
  }

  private func resample(_ signal: Span<Float>, by resampler: inout StreamResampler) -> [Float] {
    do {
      return try resampler.resample(signal)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
