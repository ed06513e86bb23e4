internal import LinearAlgebra

/// The measures of ``SpectralShape`` over the frames of one clip.
struct SpectralCourse {
  /// Hz, (frames); so are the two below.
  var centroid: [Float]
  var bandwidth: [Float]
  var rollOff: [Float]
  /// 0 … 1, (frames).
  var flatness: [Float]
  /// Magnitudes, (octave bands, frames).
  var peaks: Matrix
  var valleys: Matrix
  /// Where contrast keeps the smallest values of a band.
  var smallest: [Float]
  /// Where the roll-off keeps the sum of magnitudes up to each block of bins.
  var sums: [Double]

  init(_ shape: SpectralShape, frames: Int) {
    smallest = Array(repeating: 0, count: shape.octaves.mostExtremes)
    sums = Array(repeating: 0, count: shape.bins / SpectralShape.block)
    centroid = Array(repeating: 0, count: frames)
    (bandwidth, rollOff, flatness) = (centroid, centroid, centroid)
    peaks = Matrix(rows: OctaveBands.count, columns: frames)
    valleys = peaks
  }

  /// All tracks, in the order of ``SpectralShape/trackNames``.
  ///
  /// Contrast is the difference of the peaks and the valleys in dB, each at most 80 dB below its
  /// largest value in the clip.
  ///
  /// - Parameter level: Of ``levelTracks(of:frameLength:hopLength:)``.
  consuming func tracks(level: (rootMeanSquare: [Float], zeroCrossingRate: [Float])) -> Matrix {
    for extremes in [\SpectralCourse.peaks, \.valleys] {
      var values = self[keyPath: extremes].elements.mutableSpan
      convertToDecibels(&values, reference: .one, range: 80)
    }
    let contrast = zip(peaks.elements, valleys.elements).map { $0 - $1 }
    return Matrix(
      rows: SpectralShape.trackNames.count, columns: centroid.count,
      elements: level.rootMeanSquare + level.zeroCrossingRate + centroid + bandwidth + contrast
        + rollOff + flatness)
  }
}
