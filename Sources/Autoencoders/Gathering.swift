internal import LinearAlgebra
internal import NeuralNetwork
internal import Parallelism

extension Workspace {
  /// The given rows of a matrix, in the given order.
  mutating func gathering(rows: [Int], of x: Matrix, threads: Int) -> Matrix {
    var gathered = matrix(rows: rows.count, columns: x.columns)
    guard x.columns > 0 else { return gathered }
    let (all, columns) = (x.elements, x.columns)
    gathered.elements.withConcurrentChunks(of: columns, threads: threads) { i, row in
      let source = all.span.extracting((rows[i] * columns)..<((rows[i] + 1) * columns))
      for j in 0..<columns { row[j] = source[j] }
    }
    return gathered
  }
}
