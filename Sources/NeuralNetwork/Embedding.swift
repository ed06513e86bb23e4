public import LinearAlgebra

/// A vector for each of N things, learned: y = W[index].
///
/// W (N, D), y (B, D). It has no input to differentiate, so it is no ``Layer``. Starts as PyTorch's
/// `Embedding`: standard normal.
public struct Embedding: Sendable {
  /// W, (N, D).
  public let weight: Slot

  /// Reserves “name.weight”.
  ///
  /// - Parameters:
  ///   - name: Of the embedding.
  ///   - count: N.
  ///   - features: D.
  ///   - layout: Where to reserve.
  public init(_ name: String, count: Int, features: Int, in layout: inout Layout) {
    weight = layout.reserveParameter(
      name + ".weight", rows: count, columns: features, initial: .normal)
  }

  /// The vectors of some things, each in 0 ..< N; (B, D).
  public func vectors(
    of indices: [Int], _ parameters: Parameters, _ workspace: inout Workspace
  ) -> Matrix {
    var y = workspace.matrix(rows: indices.count, columns: weight.columns)
    for (row, index) in indices.enumerated() {
      precondition(index >= 0 && index < weight.rows)
      for j in 0..<weight.columns {
        y[row, j] = parameters.values[weight.offset + index * weight.columns + j]
      }
    }
    return y
  }

  /// Adds ∂L/∂W: each row of dy (B, D) to the vector it came from.
  public func backward(
    _ dy: consuming Matrix, _ indices: [Int], accumulatingInto gradients: inout [Float],
    _ workspace: inout Workspace
  ) {
    precondition(dy.rows == indices.count && dy.columns == weight.columns)
    for (row, index) in indices.enumerated() {
      for j in 0..<weight.columns {
        gradients[weight.offset + index * weight.columns + j] += dy[row, j]
      }
    }
    workspace.recycle(dy)
  }
}
