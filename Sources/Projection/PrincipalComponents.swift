public import LinearAlgebra
internal import Parallelism

/// The directions of largest variance of a data set (Pearson 1901, doi 10.1080/14786440109462720;
/// Hotelling 1933, doi 10.1037/h0071325).
///
/// n samples, d features, k components. Found from the covariance matrix (d, d) when d ≤ n, else
/// from the Gram matrix (n, n); both are summed in `Double`, so 150 × 165,376 needs little memory.
public struct PrincipalComponents: Sendable, Equatable {
  /// Mean of each feature (d).
  public let mean: [Float]
  /// The components (k, d) by decreasing variance, orthonormal. The coefficient of largest
  /// magnitude of each is positive (the first such on a tie), as in scikit-learn since 1.5
  /// (`svd_flip` decided by the components).
  public let components: Matrix
  /// Variance of the data along each component (k), with the divisor n − 1.
  public let explainedVariance: [Double]
  /// ``explainedVariance`` as a share of the variance of all features together (k), in 0 … 1.
  public let explainedVarianceRatio: [Double]

  /// Takes back what an earlier fit found; see the properties for shapes.
  public init(
    mean: [Float], components: Matrix, explainedVariance: [Double],
    explainedVarianceRatio: [Double]
  ) {
    precondition(components.columns == mean.count)
    precondition(components.rows == explainedVariance.count)
    precondition(components.rows == explainedVarianceRatio.count)
    self.mean = mean
    self.components = components
    self.explainedVariance = explainedVariance
    self.explainedVarianceRatio = explainedVarianceRatio
  }

  /// Finds the components of the rows of `x`.
  ///
  /// No more components are given than the centred data has rank (at most n − 1 and d; 0 for
  /// constant data): further directions would be arbitrary. The rank counts eigenvalues above
  /// 2.2e-16·max(n, d) of the largest.
  ///
  /// - Parameters:
  ///   - x: (n, d), n ≥ 1.
  ///   - count: Components wanted, ≥ 0.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Throws: ``ProjectionError`` when there are no rows, when a value is not finite, and when
  ///   min(n, d) exceeds 16,384.
  public init(of x: Matrix, components count: Int, threads: Int = 1) throws {
    precondition(count >= 0 && threads >= 1)
    guard x.rows > 0 else { throw ProjectionError("principal components need at least one row") }
    if let row = x.firstNonFiniteRow { throw ProjectionError(nonFinite: row, of: x.rows) }
    let order = min(x.rows, x.columns)
    guard order <= largestOrder else {
      throw ProjectionError(
        "principal components of \(x.rows) × \(x.columns) values need a matrix of order \(order) "
          + "(about \(order * order * 24 >> 30) GiB); at most \(largestOrder) is supported")
    }

    let centred = CentredRows(x, threads)
    let wide = x.columns > x.rows
    let gram = wide ? centred.rowProducts(threads) : centred.columnProducts(threads)
    let trace = (0..<order).reduce(0) { $0 + gram[$1 * order + $1] }
    let (ascending, vectors) = try symmetricEigen(gram, order: order)
    let floor = (ascending.last ?? 0) * Double(max(x.rows, x.columns)) * 0x1p-52
    let kept = (0..<order).reversed().filter { ascending[$0] > max(floor, 0) }.prefix(count)

    // Rows of `vectors` are eigenvectors: of the covariance they are the components; of the Gram
    // matrix, u gives the component Xᵀu / ‖Xᵀu‖.
    let leading = kept.flatMap { vectors[($0 * order)..<(($0 + 1) * order)] }
    let directions =
      wide ? centred.combined(by: leading, count: kept.count, threads) : leading
    let divisor = Double(max(x.rows - 1, 1))
    mean = centred.mean.map { Float($0) }
    components = Matrix(
      rows: kept.count, columns: x.columns,
      elements: oriented(directions, dimensions: x.columns, threads: threads))
    explainedVariance = kept.map { ascending[$0] / divisor }
    explainedVarianceRatio = kept.map { ascending[$0] / trace }
  }

  /// Coordinates of rows along the components: (x − mean)·componentsᵀ.
  ///
  /// - Parameters:
  ///   - x: (m, d), any rows.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Returns: (m, k).
  public func transform(_ x: Matrix, threads: Int = 1) -> Matrix {
    precondition(x.columns == mean.count, "rows have another number of features")
    let (d, k) = (x.columns, components.rows)
    var result = Matrix(rows: x.rows, columns: k)
    guard k > 0 else { return result }
    result.elements.withConcurrentChunks(of: rowsPerBlock * k, threads: threads) { block, chunk in
      let first = block * rowsPerBlock
      var part = Matrix(rows: chunk.count / k, columns: d)
      for i in 0..<part.rows {
        for j in 0..<d {
          part.elements[i * d + j] = x.elements[(first + i) * d + j] - mean[j]
        }
      }
      let coordinates = part.times(components, .transposed)
      for i in 0..<chunk.count { chunk[i] = coordinates.elements[i] }
    }
    return result
  }
}

extension PrincipalComponents {
  /// Coordinates of variance 1 each over the fitted rows (whitening; Kessy, Lewin & Strimmer 2018, doi
  /// 10.1080/00031305.2016.1277159): those of ``transform(_:threads:)``, each divided by the root of
  /// its explained variance.
  ///
  /// - Parameters:
  ///   - x: (m, d), any rows.
  ///   - threads: Number of workers, ≥ 1; the result's bits do not depend on it.
  /// - Returns: (m, k).
  public func whitened(_ x: Matrix, threads: Int = 1) -> Matrix {
    var result = transform(x, threads: threads)
    let scales = explainedVariance.map { Float(1 / $0.squareRoot()) }
    for i in 0..<result.rows {
      for j in 0..<result.columns { result[i, j] *= scales[j] }
    }
    return result
  }
}

/// Largest order of a matrix that is decomposed: about 6 GiB with its workspace.
private let largestOrder = 16_384

/// Rows that one worker transforms at a time. Fixed, since the bits of a product depend on it.
private let rowsPerBlock = 64

/// Unit vectors whose coefficient of largest magnitude is positive.
func oriented<Value: BinaryFloatingPoint & Sendable>(
  _ vectors: [Value], dimensions d: Int, threads: Int
) -> [Float] {
  var result = [Float](repeating: 0, count: vectors.count)
  guard d > 0 else { return result }
  result.withConcurrentChunks(of: d, threads: threads) { index, vector in
    var (length, largest) = (0.0, 0.0)
    for j in 0..<d {
      let value = Double(vectors[index * d + j])
      length += value * value
      if abs(value) > abs(largest) { largest = value }
    }
    let scale = (largest < 0 ? -1 : 1) / length.squareRoot()
    for j in 0..<d { vector[j] = Float(Double(vectors[index * d + j]) * scale) }
  }
  return result
}
