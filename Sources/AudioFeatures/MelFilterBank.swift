public import LinearAlgebra

/// Triangular filters at equal distances of pitch, each of area 1 over frequency in Hz.
///
/// Filter m rises from edge f_m to f_{m+1} and falls to f_{m+2}; its height is 2/(f_{m+2} − f_m),
/// Slaney's normalisation (Slaney 1998, Auditory Toolbox), as librosa's `norm="slaney"`. Only the
/// weights that are not zero are kept.
public struct MelFilterBank: Sendable, Equatable {
  /// The bins of one filter, and where ``weights`` has as many weights for them: whole groups, so
  /// that products vectorise.
  struct Filter: Equatable {
    static let group = 4
    let bins: Range<Int>
    let weights: Range<Int>
  }

  /// Bins of a power spectrum, N/2 + 1.
  public let bins: Int
  /// The frequency where each filter is highest, Hz, (bands).
  public let centres: [Double]
  let filters: [Filter]
  let weights: [Float]

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
    var (filters, weights): ([Filter], [Float]) = ([], [])
    for m in 0..<bands {
      let (low, centre, high) = (edges[m], edges[m + 1], edges[m + 2])
      let first = weights.count
      var firstBin = bins
      for k in max(0, Int(low / spacing))..<min(bins, Int(high / spacing) + 2) {
        let f = Double(k) * spacing
        let triangle = min((f - low) / (centre - low), (high - f) / (high - centre))
        guard triangle > 0 else { continue }
        firstBin = min(firstBin, k)
        weights.append(Float(triangle * 2 / (high - low)))
      }
      guard weights.count > first else {
        throw FeatureError(
          "mel band \(m + 1) of \(bands), \(short(low)) to \(short(high)) Hz, holds none of the "
            + "frequencies of n_fft \(transformLength), which are \(short(spacing)) Hz apart: "
            + "take fewer bands, a longer n_fft or a wider range")
      }
      // Zeros fill the last group; at the last bins they go before the weights.
      let missing = (first - weights.count) & (Filter.group - 1)
      let before = max(0, firstBin + weights.count - first + missing - bins)
      weights.insert(contentsOf: repeatElement(0, count: before), at: first)
      weights += repeatElement(0, count: missing - before)
      let range = first..<weights.count
      firstBin -= before
      filters.append(Filter(bins: firstBin..<(firstBin + range.count), weights: range))
    }
    self.bins = bins
    self.centres = Array(edges[1...bands])
    self.filters = filters
    self.weights = weights
  }

  /// All weights, zeros included, (bands, bins).
  public var matrix: Matrix {
    var matrix = Matrix(rows: filters.count, columns: bins)
    for (band, filter) in filters.enumerated() {
      for (offset, weight) in weights[filter.weights].enumerated() {
        matrix[band, filter.bins.lowerBound + offset] = weight
      }
    }
    return matrix
  }
}

/// A frequency with one decimal.
private func short(_ frequency: Double) -> String { String((frequency * 10).rounded() / 10) }
