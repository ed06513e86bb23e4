internal import Foundation
internal import Fourier
internal import LinearAlgebra

/// Makes the filters of the octaves of a constant-Q transform.
struct ConstantQWavelets {
  private let track: ConstantQTrack

  init(_ track: ConstantQTrack) { self.track = track }

  /// The octaves, each with its filters; see ``filters(of:frequencies:)``.
  ///
  /// - Parameter tuning: In steps.
  func octaves(tuning: Double) -> [(octave: ConstantQTrack.Octave, filters: Matrix)] {
    let frequencies = track.frequencies(tuning: tuning)
    var octaves: [(octave: ConstantQTrack.Octave, filters: Matrix)] = []
    for octave in track.octaves(tuning: tuning) {
      // An octave lower at half the rate, filters are the same but for their scale.
      if let (above, same) = octaves.last, above.halvings < octave.halvings,
        above.bins.count == octave.bins.count
      {
        let scaled = same.elements.map { $0 * Float(2.0.squareRoot()) }
        octaves.append(
          (octave, Matrix(rows: same.rows, columns: same.columns, elements: scaled)))
      } else {
        octaves.append((octave, filters(of: octave, frequencies: frequencies)))
      }
    }
    return octaves
  }

  /// The filters of one octave: the real parts of all, then the imaginary parts; the magnitude of
  /// their product with a frame is that of the transform.
  ///
  /// A filter of frequency f at rate s is exp(2πi·fn/s) under a Hann window of l = Q·s/f samples
  /// whose weights sum up to 1, times √l. As in librosa, its spectrum loses the frequencies below 0 and
  /// those with the smallest magnitudes, up to 1 % of their sum.
  ///
  /// - Returns: (2 · bins of the octave, N).
  private func filters(of octave: ConstantQTrack.Octave, frequencies: [Double]) -> Matrix {
    let (length, count) = (octave.transformLength, octave.bins.count)
    let rate = track.sampleRate / Double(1 << octave.halvings)
    // A signal of half the rate has half the energy.
    let scale = exp2(Double(octave.halvings) / 2)
    let turns = (0..<length).map { 2 * Double.pi * Double($0) / Double(length) }
    let (cosines, sines) = (turns.map { cos($0) }, turns.map { sin($0) })
    var filters = Matrix(rows: 2 * count, columns: length)
    var transform = RealFFT(length: length)
    for (row, bin) in octave.bins.enumerated() {
      let size = track.quality * rate / frequencies[bin]
      let spectrum = sparseSpectrum(frequency: frequencies[bin] / rate, size: size, &transform)
      let gain = size.squareRoot() * scale / Double(length)
      var real = [Double](repeating: 0, count: length)
      var imaginary = real
      for (k, value) in spectrum {
        let (a, b) = (Double(value.real), Double(value.imaginary))
        for n in 0..<length {
          let turn = k * n & (length - 1)
          real[n] += a * cosines[turn] + b * sines[turn]
          imaginary[n] += b * cosines[turn] - a * sines[turn]
        }
      }
      for n in 0..<length {
        filters.elements[row * length + n] = Float(real[n] * gain)
        filters.elements[(count + row) * length + n] = Float(imaginary[n] * gain)
      }
    }
    return filters
  }

  /// The largest values of the spectrum of a filter whose weights sum up to 1.
  ///
  /// - Parameters:
  ///   - frequency: In turns a sample.
  ///   - size: Samples of the filter.
  private func sparseSpectrum(
    frequency: Double, size: Double, _ transform: inout RealFFT
  ) -> [(bin: Int, value: (real: Float, imaginary: Float))] {
    let first = (-size / 2).rounded(.down)
    let count = Int((size / 2).rounded(.down) - first)
    let window = periodicHann(count)
    let sum = window.reduce(0) { $0 + Double($1) }
    let before = (transform.length - count) / 2
    var wave = [[Float]](repeating: Array(repeating: 0, count: transform.length), count: 2)
    for n in 0..<count {
      let angle = 2 * Double.pi * frequency * (first + Double(n))
      wave[0][before + n] = Float(cos(angle) * Double(window[n]) / sum)
      wave[1][before + n] = Float(sin(angle) * Double(window[n]) / sum)
    }
    let (a, b) = (spectrum(of: wave[0], &transform), spectrum(of: wave[1], &transform))
    let values = a.real.indices.map { (a.real[$0] - b.imaginary[$0], a.imaginary[$0] + b.real[$0]) }
    let magnitudes = values.map { ($0.0 * $0.0 + $0.1 * $0.1).squareRoot() }
    let ascending = magnitudes.sorted()
    let total = ascending.reduce(0) { $0 + Double($1) }
    var below = 0.0
    let threshold = ascending.first { magnitude in
      below += Double(magnitude)
      return below >= 0.01 * total
    }
    return values.indices.filter { magnitudes[$0] >= threshold ?? 0 }.map { ($0, values[$0]) }
  }

  private func spectrum(
    of samples: [Float], _ transform: inout RealFFT
  ) -> (real: [Float], imaginary: [Float]) {
    var real = [Float](repeating: 0, count: transform.bins)
    var imaginary = real
    var realSpan = real.mutableSpan
    var imaginarySpan = imaginary.mutableSpan
    transform.spectrum(of: samples.span, real: &realSpan, imaginary: &imaginarySpan)
    return (real, imaginary)
  }
}
