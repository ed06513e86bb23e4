internal import Foundation
internal import LinearAlgebra
internal import NeuralNetwork

/// Weighs two halves of rows against each other: with a share p in 0 … 1, the first half times 2p
/// beside the second times 2(1 − p). A row that lacks what the second half stands for passes as it is.
///
/// p is one number for all, σ(s) of a learned s (adaptive fusion), or a number for each feature, p =
/// σ(G·x + c) (Arevalo et al. 2017, arXiv 1702.01992). Either starts near ½.
enum Gate: Sendable {
  /// s, (1, 1); for halves of so many features.
  case share(Slot, Int)
  /// G and c.
  case features(Dense)

  /// Reserves “fusion.share”, or “fusion.gate.weight” and “fusion.gate.bias”.
  ///
  /// - Parameters:
  ///   - kind: Which.
  ///   - width: Features of a half.
  ///   - layout: Where to reserve.
  init?(_ kind: FusionSettings.Gate, width: Int, in layout: inout Layout) {
    switch kind {
    case .none: return nil
    case .share:
      self = .share(
        layout.reserveParameter("fusion.share", columns: 1, initial: .constant(0)), width)
    case .features:
      self = .features(
        Dense(
          "fusion.gate", inputs: 2 * width, outputs: width, bias: .constant(0), in: &layout))
    }
  }

  private var width: Int {
    switch self {
    case .share(_, let width): width
    case .features(let dense): dense.weight.rows
    }
  }

  /// What `forward` leaves for `backward`.
  struct Cache: Sendable {
    fileprivate let input: Matrix
    /// p of each element of the first half, (B, width).
    fileprivate let shares: Matrix
    fileprivate var dense: AffineCache?
    fileprivate let isPresent: [Bool]
  }

  /// (B, 2·width) → (B, 2·width).
  func forward(
    _ x: Matrix, isPresent: [Bool], _ parameters: Parameters, _ pass: inout Pass
  ) -> (y: Matrix, cache: Cache) {
    var (shares, denseCache): (Matrix, AffineCache?)
    switch self {
    case .share(let slot, let width):
      shares = Matrix(rows: x.rows, columns: width, repeating: parameters.values[slot.offset])
      denseCache = nil
    case .features(let dense):
      (shares, denseCache) = dense.forward(x, parameters, &pass)
    }
    for i in shares.elements.indices { shares.elements[i] = 1 / (1 + exp(-shares.elements[i])) }
    var y = x
    for i in 0..<x.rows where isPresent[i] {
      for j in 0..<width {
        y[i, j] *= 2 * shares[i, j]
        y[i, width + j] *= 2 * (1 - shares[i, j])
      }
    }
    return (y, Cache(input: x, shares: shares, dense: denseCache, isPresent: isPresent))
  }

  /// With a and b the halves: ∂L/∂p = 2(a·dy_a − b·dy_b), and p′ = p(1 − p).
  func backward(
    _ dy: Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    let (x, shares) = (cache.input, cache.shares)
    var dx = dy
    var dLogits = Matrix(rows: dy.rows, columns: width)
    for i in 0..<dy.rows where cache.isPresent[i] {
      for j in 0..<width {
        let p = shares[i, j]
        dLogits[i, j] =
          2 * (x[i, j] * dy[i, j] - x[i, width + j] * dy[i, width + j]) * p * (1 - p)
        dx[i, j] = 2 * p * dy[i, j]
        dx[i, width + j] = 2 * (1 - p) * dy[i, width + j]
      }
    }
    switch self {
    case .share(let slot, _):
      gradients[slot.offset] += Float(dLogits.elements.reduce(0.0) { $0 + Double($1) })
    case .features(let dense):
      if let denseCache = cache.dense {
        add(
          dense.backward(
            dLogits, denseCache, parameters, accumulatingInto: &gradients, &pass), to: &dx)
      }
    }
    return dx
  }
}
