internal import Foundation
public import LinearAlgebra

/// Two clips of one song are alike, clips of different songs are not: the normalised, temperature-scaled
/// cross entropy of pairs (van den Oord, Li & Vinyals 2018, arXiv 1807.03748; Chen et al. 2020, arXiv
/// 2002.05709).
///
/// With u = p/‖p‖ and s_ik = u_i·u_k/τ, the loss of row i, whose pair is j, is log Σ_k exp s_ik − s_ij
/// over k = j and all rows k of other songs: other clips of its own song are neither alike nor
/// different.
///
/// - Parameters:
///   - p: (B, P); rows 2i and 2i + 1 are a pair.
///   - songs: Of each row.
///   - temperature: τ.
/// - Returns: Σ of the losses of all rows, nats, and its gradient with respect to p, (B, P).
public func songContrast(
  of p: Matrix, songs: [Int], temperature: Double
) -> (loss: Double, gradient: Matrix) {
  precondition(songs.count == p.rows && p.rows.isMultiple(of: 2))
  let (B, P) = (p.rows, p.columns)
  let lengths = (0..<B).map { i in
    // A projection of nothing points nowhere.
    max((0..<P).reduce(0) { $0 + Double(p[i, $1]) * Double(p[i, $1]) }.squareRoot(), 1e-12)
  }
  var u = p
  for i in 0..<B {
    for j in 0..<P { u[i, j] = Float(Double(p[i, j]) / lengths[i]) }
  }
  var similarity = [Float](repeating: 0, count: B * B)
  multiply(Factor(u), Factor(u).transposed, into: &similarity)

  var loss = 0.0
  // ∂loss/∂(u_i·u_k), both ways together.
  var slopes = [Double](repeating: 0, count: B * B)
  for i in 0..<B {
    let pair = i ^ 1
    func score(_ k: Int) -> Double { Double(similarity[i * B + k]) / temperature }
    let compared = (0..<B).filter { $0 == pair || songs[$0] != songs[i] }
    let largest = compared.reduce(-Double.infinity) { max($0, score($1)) }
    let total = compared.reduce(0) { $0 + exp(score($1) - largest) }
    loss += largest + log(total) - score(pair)
    for k in compared {
      let slope = (exp(score(k) - largest) / total - (k == pair ? 1 : 0)) / temperature
      slopes[i * B + k] += slope
      slopes[k * B + i] += slope
    }
  }
  var gradient = Matrix(rows: B, columns: P)
  multiply(
    Factor(Matrix(rows: B, columns: B, elements: slopes.map { Float($0) })), Factor(u),
    into: &gradient.elements)
  for i in 0..<B {
    let along = (0..<P).reduce(0) { $0 + Double(gradient[i, $1]) * Double(u[i, $1]) }
    for j in 0..<P {
      gradient[i, j] = Float((Double(gradient[i, j]) - along * Double(u[i, j])) / lengths[i])
    }
  }
  return (loss, gradient)
}
