internal import LinearAlgebra
internal import NeuralNetwork

/// Joins what stands for a class to the features of each row.
struct Conditioner: Sendable {
  /// Numbers that stand for a class.
  let size: Int
  private let place: Condition.Place
  let embedding: Embedding?

  /// Reserves “condition.weight” for a learned code.
  init(_ condition: Condition, classes: Int, in layout: inout Layout) {
    place = condition.place
    switch condition.code {
    case .oneHot:
      size = classes
      embedding = nil
    case .embedding(let features):
      size = features
      embedding = Embedding("condition", count: classes, features: features, in: &layout)
    }
  }

  /// Whether a part of the network is told.
  func joins(_ part: Condition.Part) -> Bool { place.includes(part) }

  /// Whether a gradient with respect to codes is needed.
  var learns: Bool { embedding != nil }

  /// Puts the code after each of P positions: (B, P·D) → (B, P·(D + size)).
  func join(
    _ x: consuming Matrix, _ classes: [Int], positions: Int = 1, _ parameters: Parameters,
    _ workspace: inout Workspace
  ) -> Matrix {
    precondition(classes.count == x.rows)
    let codes = codes(of: classes, parameters, &workspace)
    let (from, to) = (x.columns / positions, x.columns / positions + size)
    var y = workspace.matrix(rows: x.rows, columns: positions * to)
    for i in 0..<x.rows {
      for p in 0..<positions {
        for j in 0..<from { y[i, p * to + j] = x[i, p * from + j] }
        for j in 0..<size { y[i, p * to + from + j] = codes[i, j] }
      }
    }
    workspace.recycle(x)
    workspace.recycle(codes)
    return y
  }

  /// The gradient with respect to the features from that with respect to the joined ones; that
  /// with respect to the codes is added to the gradients.
  func backward(
    _ dy: consuming Matrix, _ classes: [Int], positions: Int = 1,
    accumulatingInto gradients: inout [Float], _ workspace: inout Workspace
  ) -> Matrix {
    let (from, to) = (dy.columns / positions, dy.columns / positions - size)
    var dx = workspace.matrix(rows: dy.rows, columns: positions * to)
    var dcodes = workspace.matrix(rows: dy.rows, columns: size)
    for i in 0..<dy.rows {
      for p in 0..<positions {
        for j in 0..<to { dx[i, p * to + j] = dy[i, p * from + j] }
      }
      for j in 0..<size {
        dcodes[i, j] = Float(
          (0..<positions).reduce(0.0) { $0 + Double(dy[i, $1 * from + to + j]) })
      }
    }
    workspace.recycle(dy)
    if let embedding {
      embedding.backward(dcodes, classes, accumulatingInto: &gradients, &workspace)
    } else {
      workspace.recycle(dcodes)
    }
    return dx
  }

  private func codes(
    of classes: [Int], _ parameters: Parameters, _ workspace: inout Workspace
  ) -> Matrix {
    if let embedding { return embedding.vectors(of: classes, parameters, &workspace) }
    var codes = workspace.matrix(rows: classes.count, columns: size)
    for (i, known) in classes.enumerated() {
      precondition(known >= 0 && known < size)
      for j in 0..<size { codes[i, j] = j == known ? 1 : 0 }
    }
    return codes
  }
}
