internal import Foundation
internal import LinearAlgebra

/// The twelve pitch classes and how strongly frequencies belong to them.
enum PitchClasses {
  /// Names of the tracks of chroma, from C upwards.
  static let trackNames = [
    "chroma_c", "chroma_c_sharp", "chroma_d", "chroma_d_sharp", "chroma_e", "chroma_f",
    "chroma_f_sharp", "chroma_g", "chroma_g_sharp", "chroma_a", "chroma_a_sharp", "chroma_b",
  ]

  /// The dimension of pitch classes.
  static var dimension: FeatureDimension {
    FeatureDimension(name: "pitch_class", coordinates: .names(trackNames))
  }

  /// The weights of frequencies in pitch classes, librosa's `filters.chroma` with its defaults.
  ///
  /// A frequency of b semitones above A0 belongs to class c by exp(−½(2d/w)²), d their distance
  /// around the octave and w ≥ 1 the semitones from one bin to the next. The twelve weights are
  /// scaled to Euclidean length 1 and multiplied by exp(−½((b/12 − 5)/2)²), so that the octaves
  /// around A5 count most (Ellis 2007, Chroma feature analysis and synthesis).
  ///
  /// - Parameters:
  ///   - transformLength: Samples of a frame, N ≥ 8.
  ///   - sampleRate: Hz, > 0.
  ///   - tuning: Semitones from A4 = 440 Hz.
  /// - Returns: (12, N/2 + 1), row 0 is C.
  static func filters(transformLength: Int, sampleRate: Double, tuning: Double) -> Matrix {
    let bins = transformLength / 2 + 1
    let spacing = sampleRate / Double(transformLength)
    var semitones = (0...bins).map { 12 * log2(Double($0) * spacing / 27.5) - tuning }
    // Frequency 0 has no pitch; librosa gives it an octave and a half below the first bin.
    semitones[0] = semitones[1] - 18
    var filters = Matrix(rows: 12, columns: bins)
    for k in 0..<bins {
      let width = max(1, semitones[k + 1] - semitones[k])
      let weights = (0..<12).map { c in
        // Class 0 is C, three semitones above A.
        let above = (semitones[k] - Double(c + 3) + 6).truncatingRemainder(dividingBy: 12)
        let distance = above < 0 ? above + 6 : above - 6
        return exp(-0.5 * (2 * distance / width) * (2 * distance / width))
      }
      let length = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let octaves = (semitones[k] / 12 - 5) / 2
      let scale = exp(-0.5 * octaves * octaves) / length
      for c in 0..<12 { filters[c, k] = Float(weights[c] * scale) }
    }
    return filters
  }

  /// The strength of pitch classes in a constant-Q transform with 36 bins an octave from C1: the sum
  /// of three bins around each pitch, over that of the strongest; librosa's `chroma_cqt`.
  ///
  /// - Parameter magnitudes: (bins, frames).
  /// - Returns: (12, frames).
  static func chroma(of magnitudes: Matrix) -> Matrix {
    var chroma = Matrix(rows: 12, columns: magnitudes.columns)
    let frames = magnitudes.columns
    for bin in 0..<magnitudes.rows {
      let place = (bin + 1) / 3 % 12 * frames
      for frame in 0..<frames {
        chroma.elements[place + frame] += magnitudes.elements[bin * frames + frame]
      }
    }
    normalize(&chroma)
    return chroma
  }

  /// Divides each frame of chroma by its largest value; silent frames stay zero.
  ///
  /// - Parameter chroma: (12, frames), ≥ 0.
  static func normalize(_ chroma: inout Matrix) {
    for frame in 0..<chroma.columns {
      var largest: Float = 0
      for c in 0..<12 { largest = max(largest, chroma[c, frame]) }
      guard largest >= .leastNormalMagnitude else { continue }
      for c in 0..<12 { chroma[c, frame] /= largest }
    }
  }
}
