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

  /// Whether features are joined at the encoder or at the decoder.
  func joins(_ part: Condition.Place) -> Bool { place == part || place == .both }

  /// (B, D) → (B, D + size).
  func join(
    _ x: consuming Matrix, _ classes: [Int], _ parameters: Parameters,
    _ workspace: inout Workspace
  ) -> Matrix {
    precondition(classes.count == x.rows)
    let codes = codes(of: classes, parameters, &workspace)
    var y = workspace.matrix(rows: x.rows, columns: x.columns + size)
    for i in 0..<x.rows {
      for j in 0..<x.columns { y[i, j] = x[i, j] }
      for j in 0..<size { y[i, x.columns + j] = codes[i, j] }
    }
    workspace.recycle(x)
    workspace.recycle(codes)
    return y
  }

  /// The gradient with respect to the features from that with respect to the joined ones; that
  /// with respect to the codes is added to the gradients.
  func backward(
    _ dy: consuming Matrix, _ classes: [Int], accumulatingInto gradients: inout [Float],
    _ workspace: inout Workspace
  ) -> Matrix {
    var dx = workspace.matrix(rows: dy.rows, columns: dy.columns - size)
    var dcodes = workspace.matrix(rows: dy.rows, columns: size)
    for i in 0..<dy.rows {
      for j in 0..<dx.columns { dx[i, j] = dy[i, j] }
      for j in 0..<size { dcodes[i, j] = dy[i, dx.columns + j] }
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
