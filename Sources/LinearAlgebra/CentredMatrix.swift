internal import Parallelism

/// Rows that one worker sums at a time. Fixed, since the order of sums depends on it.
private let rowsPerBlock = 1024

extension Matrix {
  /// The mean of each column, summed in `Double`; 0 where there are no rows.
  ///
  /// - Parameter threads: Number of workers, ≥ 1; result bits do not depend on it.
  /// - Returns: (columns).
  public func columnMeans(threads: Int = 1) -> [Double] {
    let d = columns
    let blocks = (rows + rowsPerBlock - 1) / rowsPerBlock
    let partial = concurrentValues(count: blocks, threads: threads) { block in
      var sum = [Double](repeating: 0, count: d)
      unsafe elements.withUnsafeBufferPointer { x in
        unsafe sum.withUnsafeMutableBufferPointer { sum in
          for i in (block * rowsPerBlock)..<min((block + 1) * rowsPerBlock, rows) {
            for t in 0..<d { unsafe sum[t] += Double(x[i * d + t]) }
          }
        }
      }
      return sum
    }
    var mean = [Double](repeating: 0, count: d)
    for sum in partial {
      for t in 0..<d { mean[t] += sum[t] }
    }
    return mean.map { $0 / Double(max(rows, 1)) }
  }

  /// The rows less a vector.
  ///
  /// - Parameters:
  ///   - vector: (columns).
  ///   - threads: Number of workers, ≥ 1.
  public func subtracting(_ vector: [Float], threads: Int = 1) -> Matrix {
    precondition(vector.count == columns, "one number a column")
    let d = columns
    var result = self
    guard d > 0 else { return result }
    result.elements.withConcurrentChunks(of: rowsPerBlock * d, threads: threads) { _, chunk in
      unsafe chunk.withUnsafeMutableBufferPointer { x in
        unsafe vector.withUnsafeBufferPointer { vector in
          for start in stride(from: 0, to: x.count, by: d) {
            for t in 0..<d { unsafe x[start + t] -= vector[t] }
          }
        }
      }
    }
    return result
  }

  /// ‖row − centre‖² of each row, in `Double` (rows).
  ///
  /// - Parameters:
  ///   - centre: (columns).
  ///   - threads: Number of workers, ≥ 1; result bits do not depend on it.
  public func squaredDistances(to centre: [Float], threads: Int = 1) -> [Double] {
    precondition(centre.count == columns, "one number a column")
    var norms = [Double](repeating: 0, count: rows)
    norms.withConcurrentChunks(of: rowsPerBlock, threads: threads) { block, chunk in
      unsafe elements.withUnsafeBufferPointer { x in
        unsafe centre.withUnsafeBufferPointer { centre in
          guard let x = x.baseAddress, let centre = centre.baseAddress else { return }
          for i in 0..<chunk.count {
            chunk[i] = unsafe squaredDistance(
              x + (block * rowsPerBlock + i) * columns, centre, columns)
          }
        }
      }
    }
    return norms
  }
}

/// ‖a − b‖² in `Double`, four differences at a time; the same bits for (a, b) and (b, a).
@unsafe @inline(__always)
func squaredDistance(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ d: Int) -> Double {
  var (even, odd) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
  var t = 0
  while t + 8 <= d {
    let first = unsafe SIMD4<Double>(four(a + t)) - SIMD4<Double>(four(b + t))
    let second = unsafe SIMD4<Double>(four(a + t + 4)) - SIMD4<Double>(four(b + t + 4))
    even += first * first
    odd += second * second
    t += 8
  }
  var sum = (even + odd).sum()
  while t < d {
    let difference = unsafe Double(a[t]) - Double(b[t])
    sum += difference * difference
    t += 1
  }
  return sum
}

@unsafe @inline(__always)
private func four(_ pointer: UnsafePointer<Float>) -> SIMD4<Float> {
  unsafe UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
}
