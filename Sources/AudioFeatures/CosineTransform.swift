internal import Foundation
public import LinearAlgebra

/// The first rows of the orthonormal discrete cosine transform of type II
/// (Ahmed, Natarajan & Rao 1974, doi 10.1109/T-C.1974.223784).
///
/// Row k is s_k·cos(πk(2n + 1)/(2N)), s_0 = √(1/N) and s_k = √(2/N): SciPy's
/// `dct(type=2, norm="ortho")`. Times a spectrogram in dB (N bands, frames) it gives mel-frequency
/// cepstral coefficients without lifter (Davis & Mermelstein 1980, doi 10.1109/TASSP.1980.1163420),
/// librosa's `mfcc`.
///
/// - Parameters:
///   - count: Coefficients, 1 … N.
///   - length: N.
/// - Returns: (count, N).
public func cosineTransform(coefficients count: Int, of length: Int) -> Matrix {
  precondition((1...max(1, length)).contains(count))
  var matrix = Matrix(rows: count, columns: length)
  for k in 0..<count {
    let scale = ((k == 0 ? 1 : 2) / Double(length)).squareRoot()
    for n in 0..<length {
      // Reduced to one period in whole numbers, so that the cosine is exact for large k·n.
      let phase = k * (2 * n + 1) % (4 * length)
      matrix[k, n] = Float(scale * cos(.pi * Double(phase) / Double(2 * length)))
    }
  }
  return matrix
}
