internal import Kernels
public import LinearAlgebra

/// Triangular filters at equal distances of pitch, each of area 1 over frequency in Hz.
///
/// Filter m rises from edge f_m to f_{m+1} and falls to f_{m+2}; its height is 2/(f_{m+2} − f_m),
/// Slaney's normalisation (Slaney 1998, Auditory Toolbox), as librosa's `norm="slaney"`. Only the
/// weights that are not zero are kept.
public struct MelFilterBank: Sendable, Equatable {
  /// Bins of a power spectrum, N/2 + 1.
  public let bins: Int
  /// The frequency where each filter is highest, Hz, (bands).
  public let centres: [Double]
  private let weights: BandedRows

  /// Number of filters.
  var bands: Int { centres.count }

  /// Places the filters.
  ///
  /// - Parameters:
  ///   - bands: Number of filters, ≥ 1.
  ///   - range: The lowest edge of the first and the highest of the last filter, Hz.
  ///   - scale: On which the edges have equal distances.
  ///   - transformLength: Samples of a frame, N ≥ 8.
  ///   - sampleRate: Hz, > 0.
  /// - Throws: ``FeatureError`` for a range beyond half the sample rate, or where filters are so
  ///   narrow that they lie between two bins and would always give zero.
  public init(
    bands: Int, range: ClosedRange<Double>, scale: MelScale, transformLength: Int,
    sampleRate: Double
  ) throws(FeatureError) {
    precondition(bands >= 1 && transformLength >= 8 && sampleRate > 0 && range.lowerBound >= 0)
    guard range.upperBound <= sampleRate / 2 else {
      throw FeatureError(
        "fmax is \(range.upperBound) Hz, beyond half the sample rate, \(sampleRate / 2) Hz")
    }
    let edges = scale.frequencies(bands + 2, in: range)
    let bins = transformLength / 2 + 1
    let spacing = sampleRate / Double(transformLength)
    var weights = BandedRows(columns: bins)
    for m in 0..<bands {
      let (low, centre, high) = (edges[m], edges[m + 1], edges[m + 2])
      var triangles: [Float] = []
      var firstBin = bins
      for k in max(0, Int(low / spacing))..<min(bins, Int(high / spacing) + 2) {
        let f = Double(k) * spacing
        let triangle = min((f - low) / (centre - low), (high - f) / (high - centre))
        guard triangle > 0 else { continue }
        firstBin = min(firstBin, k)
        triangles.append(Float(triangle * 2 / (high - low)))
      }
      guard !triangles.isEmpty else {
        throw FeatureError(
          "mel band \(m + 1) of \(bands), \(short(low)) to \(short(high)) Hz, holds none of the "
            + "frequencies of n_fft \(transformLength), which are \(short(spacing)) Hz apart: "
            + "take fewer bands, a longer n_fft or a wider range")
      }
      weights.append(triangles, from: firstBin)
    }
    self.bins = bins
    self.centres = Array(edges[1...bands])
    self.weights = weights
  }

  /// All weights, zeros included, (bands, bins).
  public var matrix: Matrix {
    var matrix = Matrix(rows: bands, columns: bins)
    for band in 0..<bands {
      let run = weights.run(ofRow: band)
      for (offset, weight) in run.weights.enumerated() {
        matrix[band, run.column + offset] = weight
      }
    }
    return matrix
  }

  /// One column of the product of the filters with a spectrogram, Σ_k w_mk·|X_k|² for every band m.
  ///
  /// - Parameters:
  ///   - power: |X_k|² of one frame, (bins).
  ///   - column: The frame, 0 ..< columns.
  ///   - columns: Frames of the result.
  ///   - mel: The result, (bands, columns), by rows.
  func apply(
    to power: Span<Float>, column: Int, of columns: Int, into mel: inout MutableSpan<Float>
  ) {
    precondition(mel.count == bands * columns && (0..<columns).contains(column))
    weights.multiply(power, at: column, stride: columns, into: &mel)
  }
}

/// A frequency with one decimal.
private func short(_ frequency: Double) -> String { String((frequency * 10).rounded() / 10) }
