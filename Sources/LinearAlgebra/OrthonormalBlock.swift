/// The columns of a block (n, width) made orthonormal, by the eigenvectors of their products;
/// directions without extent become 0.
///
/// - Parameters:
///   - block: (n, width) by rows.
///   - width: Columns of the block, ≥ 1.
/// - Throws: ``LinearAlgebraError``.
public func orthonormalized(_ block: [Double], _ width: Int) throws -> [Double] {
  let n = block.count / width
  var result = block
  // Twice is enough (Giraud, Langou, Rozložník & van den Eshof 2005, doi 10.1007/s00211-005-0615-4).
  for _ in 0..<2 {
    let gram = product(transposed(result, width), result, rows: width, columns: width, terms: n)
    let (values, vectors) = try symmetricEigen(gram, order: width)
    let floor = (values.last ?? 0) * 1e-14
    var mixing = vectors
    for i in 0..<width {
      let scale = values[i] > floor ? 1 / values[i].squareRoot() : 0
      for t in 0..<width { mixing[i * width + t] *= scale }
    }
    result = product(result, mixing, .transposed, rows: n, columns: width, terms: width)
  }
  return result
}

/// The columns of a block as rows.
///
/// - Parameters:
///   - block: (n, width) by rows.
///   - width: Columns of the block, ≥ 1.
/// - Returns: (width, n) by rows.
public func transposed(_ block: [Double], _ width: Int) -> [Double] {
  let n = block.count / width
  var result = [Double](repeating: 0, count: block.count)
  for i in 0..<n {
    for t in 0..<width { result[t * n + i] = block[i * width + t] }
  }
  return result
}
