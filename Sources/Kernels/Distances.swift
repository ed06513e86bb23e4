internal import CKernels

/// The places where start + a − 2p ≤ bound + slope·b, ascending.
///
/// - Parameters:
///   - p: Products, n.
///   - a: Norms, as many.
///   - b: As many.
///   - start: A norm.
///   - bound: The largest sum that counts.
///   - slope: Multiplies `b`.
///   - found: Begins with the places; it has room for n + 1.
/// - Returns: How many places there are.
public func selectLeast(
  _ p: Span<Float>, norms a: Span<Float>, _ b: Span<Float>, start: Float, bound: Float,
  slope: Float, into found: inout [Int32]
) -> Int {
  precondition(a.count == p.count && b.count == p.count && found.count > p.count)
  return unsafe p.withUnsafeBufferPointer { p in
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe ck_select_least(
          p.baseAddress, a.baseAddress, b.baseAddress, p.count, start, bound, slope, &found)
      }
    }
  }
}

/// The products of rows with few others, x·cᵀ, on the calling thread.
///
/// - Parameters:
///   - x: (rows, d).
///   - c: (k, d).
///   - d: Columns of both, ≥ 1.
///   - out: Begins with the products (rows, k).
public func multiplyNarrow(
  _ x: Span<Float>, _ c: Span<Float>, columns d: Int, into out: inout [Float]
) {
  let (rows, k) = (x.count / d, c.count / d)
  precondition(x.count == rows * d && c.count == k * d && out.count >= rows * k)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe c.withUnsafeBufferPointer { c in
      unsafe ck_narrow_products(x.baseAddress, rows, d, c.baseAddress, k, &out)
    }
  }
}

/// Turns the products of one other with all rows of a tile into distances, √(norms + norm − 2·product),
/// and adds them to the rows' totals, in `Double`.
///
/// - Parameters:
///   - products: Of every other with the rows, other after other; the distances afterwards.
///   - start: Where those of the one other begin.
///   - norms: Squared norms of the rows, n.
///   - norm: The squared norm of the other.
///   - share: A square below this share of both norms is told by `least`.
///   - total: What the distances are added to, n.
///   - least: Below 0 afterwards for rows with such a square, n.
public func addDistances(
  _ products: inout [Float], at start: Int, norms: [Float], norm: Float, tellingBelow share: Float,
  to total: inout [Double], least: inout [Float]
) {
  let n = norms.count
  precondition(start >= 0 && start + n <= products.count)
  precondition(total.count == n && least.count == n)
  unsafe products.withUnsafeMutableBufferPointer { products in
    guard let base = products.baseAddress else { return }
    unsafe ck_add_distances(base + start, norms, n, norm, share, &total, &least)
  }
}

/// ‖a − b‖² in `Double`; the same bits for (a, b) and (b, a).
public func squaredDistance(_ a: Span<Float>, _ b: Span<Float>) -> Double {
  precondition(a.count == b.count)
  return unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe ck_squared_distance(a.baseAddress, b.baseAddress, a.count)
    }
  }
}

/// Adds weight·row to each of k sums, in `Double`.
///
/// - Parameters:
///   - x: (rows, d).
///   - weights: (rows, k).
///   - k: Sums.
///   - sums: (k, d).
public func addWeightedRows(
  _ x: Span<Float>, weights: Span<Double>, weightings k: Int, to sums: inout [Double]
) {
  guard k > 0, !sums.isEmpty else { return }
  let d = sums.count / k
  let rows = x.count / d
  precondition(sums.count == k * d && x.count == rows * d && weights.count == rows * k)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe ck_add_weighted_rows(x.baseAddress, rows, d, weights.baseAddress, k, &sums)
    }
  }
}

/// The rows less a vector, each times a scale, worked out in `Double`.
///
/// - Parameters:
///   - x: (rows, d).
///   - centre: (d).
///   - scales: (rows).
///   - y: Begins with the result (rows, d).
public func fillScaledDifferences(
  _ y: inout [Float], of x: Span<Float>, from centre: [Double], scales: [Double]
) {
  precondition(x.count == scales.count * centre.count && y.count >= x.count)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe ck_scaled_differences(
      x.baseAddress, scales.count, centre.count, centre, scales, &y)
  }
}

/// Adds each row to the sum of its group, in `Double`.
///
/// - Parameters:
///   - x: (rows, d).
///   - d: Columns.
///   - groups: The group of each row, counted from 0.
///   - sums: (groups, d).
public func addRows(
  _ x: Span<Float>, columns d: Int, groups: Span<Int>, to sums: inout [Double]
) {
  precondition(x.count == groups.count * d)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe groups.withUnsafeBufferPointer { groups in
      precondition(
        unsafe groups.allSatisfy { $0 >= 0 && ($0 + 1) * d <= sums.count }, "no such group")
      unsafe groups.withMemoryRebound(to: Int64.self) {
        unsafe ck_add_rows(x.baseAddress, groups.count, d, $0.baseAddress, &sums)
      }
    }
  }
}
