internal import COpenBLAS
internal import Kernels

/// What products are computed in; sums over rows are in `Double` in any case.
public enum ProductPrecision: Sendable {
  /// `Float`: twice as fast, with errors of about 1e-6 of the terms.
  case single
  /// `Double`.
  case double
}

extension Matrix {
  /// Σ weight·row over some rows, for each of several weightings, on the calling thread.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of rows.
  ///   - weights: (rows, k).
  ///   - k: Weightings.
  /// - Returns: (k, columns).
  public func weightedSums(
    rows chosen: Range<Int>, weights: [Double], weightings k: Int
  ) -> [Double] {
    precondition(weights.count == rows * k, "k weights a row")
    let x = elements
    var sums = [Double](repeating: 0, count: k * columns)
    addWeightedRows(
      x.span.extracting((chosen.lowerBound * columns)..<(chosen.upperBound * columns)),
      weights: weights.span.extracting((chosen.lowerBound * k)..<(chosen.upperBound * k)),
      weightings: k, to: &sums)
    return sums
  }

  /// Σ weight·(row − centre)² over some rows, for each of several weightings and its centre, on the
  /// calling thread.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of rows.
  ///   - centres: (k, columns).
  ///   - weights: (rows, k).
  ///   - k: Weightings.
  /// - Returns: (k, columns).
  public func weightedSquares(
    rows chosen: Range<Int>, around centres: [Double], weights: [Double], weightings k: Int
  ) -> [Double] {
    precondition(weights.count == rows * k && centres.count == k * columns, "k weights a row")
    precondition(chosen.lowerBound >= 0 && chosen.upperBound <= rows, "no such row")
    let d = columns
    var sums = [Double](repeating: 0, count: k * d)
    unsafe elements.withUnsafeBufferPointer { x in
      unsafe centres.withUnsafeBufferPointer { centres in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          for i in chosen {
            for c in 0..<k {
              let weight = weights[i * k + c]
              for t in 0..<d {
                let difference = unsafe Double(x[i * d + t]) - centres[c * d + t]
                unsafe sums[c * d + t] += weight * difference * difference
              }
            }
          }
        }
      }
    }
    return sums
  }

  /// Adds Σ weight·(row − centre)·(row − centre)ᵀ over some rows to the lower triangle of a matrix,
  /// on the calling thread.
  ///
  /// The corresponding BLAS routines are `dsyrk` and `ssyrk`.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of rows.
  ///   - centre: (columns).
  ///   - precision: What products are computed in.
  ///   - weight: The weight of a row, ≥ 0.
  ///   - sums: (columns, columns) by rows.
  public func addScatter(
    rows chosen: Range<Int>, around centre: [Double], precision: ProductPrecision,
    weight: (Int) -> Double, to sums: inout [Double]
  ) {
    precondition(centre.count == columns && sums.count == columns * columns, "shapes do not fit")
    let d = columns
    _ = oneThreadPerCall
    switch precision {
    case .double:
      unsafe forEachBlock(of: chosen, less: centre) { rows, differences in
        for (place, i) in rows.enumerated() {
          let root = weight(i).squareRoot()
          for t in (place * d)..<((place + 1) * d) { unsafe differences[t] *= root }
        }
        unsafe cblas_dsyrk(
          CblasRowMajor, CblasLower, CblasTrans, blasint(d), blasint(rows.count), 1,
          differences.baseAddress, blasint(d), 1, &sums, blasint(d))
      }
    case .single:
      var part = [Float](repeating: 0, count: d * d)
      forEachBlock(of: chosen, less: centre, scaledBy: { weight($0).squareRoot() }) {
        rows, differences in
        unsafe cblas_ssyrk(
          CblasRowMajor, CblasLower, CblasTrans, blasint(d), blasint(rows.count), 1,
          differences, blasint(d), 0, &part, blasint(d))
        for t in 0..<d {
          for u in (t * d)...(t * d + t) { sums[u] += Double(part[u]) }
        }
      }
    }
  }

  /// ‖L⁻¹·(row − centre)‖² of some rows, the squared Mahalanobis distance under the covariance L·Lᵀ,
  /// on the calling thread.
  ///
  /// The corresponding BLAS routines are `dtrmm` and `strmm`.
  ///
  /// - Parameters:
  ///   - chosen: Numbers of rows.
  ///   - centre: (columns).
  ///   - whitening: L⁻¹, (columns, columns) by rows, lower triangular.
  ///   - precision: What products are computed in.
  /// - Returns: A distance for each chosen row.
  public func squaredMahalanobis(
    rows chosen: Range<Int>, from centre: [Double], whitening: [Double],
    precision: ProductPrecision
  ) -> [Double] {
    precondition(
      centre.count == columns && whitening.count == columns * columns, "shapes do not fit")
    let d = columns
    var distances = [Double](repeating: 0, count: chosen.count)
    _ = oneThreadPerCall
    switch precision {
    case .double:
      unsafe forEachBlock(of: chosen, less: centre) { rows, differences in
        unsafe cblas_dtrmm(
          CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, blasint(rows.count),
          blasint(d), 1, whitening, blasint(d), differences.baseAddress, blasint(d))
        for (place, i) in rows.enumerated() {
          var sum = 0.0
          for t in (place * d)..<((place + 1) * d) {
            unsafe sum += differences[t] * differences[t]
          }
          distances[i - chosen.lowerBound] = sum
        }
      }
    case .single:
      let rounded = whitening.map { Float($0) }
      forEachBlock(of: chosen, less: centre, scaledBy: { _ in 1 }) { rows, differences in
        unsafe cblas_strmm(
          CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, blasint(rows.count),
          blasint(d), 1, rounded, blasint(d), &differences, blasint(d))
        for (place, i) in rows.enumerated() {
          distances[i - chosen.lowerBound] = sumOfSquares(
            differences.span.extracting((place * d)..<((place + 1) * d)))
        }
      }
    }
    return distances
  }

  /// Hands over some rows less a vector, as many at a time as stay in the cache.
  @unsafe @inline(__always)
  private func forEachBlock(
    of chosen: Range<Int>, less centre: [Double],
    _ body: (_ rows: Range<Int>, _ differences: UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    precondition(chosen.lowerBound >= 0 && chosen.upperBound <= rows, "no such row")
    let d = columns
    let size = rowsPerBlock(of: MemoryLayout<Double>.stride)
    var differences = [Double](repeating: 0, count: min(size, chosen.count) * d)
    unsafe elements.withUnsafeBufferPointer { x in
      unsafe centre.withUnsafeBufferPointer { centre in
        unsafe differences.withUnsafeMutableBufferPointer { differences in
          for start in stride(from: chosen.lowerBound, to: chosen.upperBound, by: size) {
            let rows = start..<min(start + size, chosen.upperBound)
            for place in 0..<rows.count {
              let from = (start + place) * d
              for t in 0..<d {
                unsafe differences[place * d + t] = Double(x[from + t]) - centre[t]
              }
            }
            unsafe body(rows, differences)
          }
        }
      }
    }
  }

  /// Hands over some rows less a vector, each times a scale, rounded to `Float`.
  private func forEachBlock(
    of chosen: Range<Int>, less centre: [Double], scaledBy scale: (Int) -> Double,
    _ body: (_ rows: Range<Int>, _ differences: inout [Float]) -> Void
  ) {
    let x = elements
    let size = rowsPerBlock(of: MemoryLayout<Float>.stride)
    var differences = [Float](repeating: 0, count: min(size, chosen.count) * columns)
    for start in stride(from: chosen.lowerBound, to: chosen.upperBound, by: size) {
      let rows = start..<min(start + size, chosen.upperBound)
      fillScaledDifferences(
        &differences,
        of: x.span.extracting((rows.lowerBound * columns)..<(rows.upperBound * columns)),
        from: centre, scales: rows.map(scale))
      body(rows, &differences)
    }
  }

  /// Rows that take up 256 KiB.
  private func rowsPerBlock(of bytes: Int) -> Int {
    max(16, (1 << 18) / bytes / max(columns, 1))
  }
}
