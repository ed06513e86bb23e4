internal import CKernels

/// The product of a few rows with the many of a matrix of weights, y = x·Wᵀ + b, such as a dense
/// layer's of a batch.
///
/// x (rows, n) is transposed into panels, which stay in the cache; W (units, n) is read once, as it
/// lies. The sums of all rows, (units, ``width``), are transposed back. Each function runs on the
/// calling thread.
public struct FewRows: Sendable {
  /// The most rows that it serves: beyond, a product by blocks of both factors is faster.
  public static let most = 64

  private let rows, n: Int

  /// - Parameters:
  ///   - rows: Of x, ≤ ``most``.
  ///   - n: Terms of each sum.
  public init(_ rows: Int, n: Int) {
    precondition((0...Self.most).contains(rows) && n >= 0)
    (self.rows, self.n) = (rows, n)
  }

  /// Panels, of 16 rows of x each.
  public var panels: Int { (rows + 15) / 16 }
  /// Numbers of a panel.
  public var panelCount: Int { 16 * n }
  /// Sums of each unit; those beyond the rows are zero.
  public var width: Int { 16 * panels }

  /// Transposes the rows of one panel.
  public func transpose(_ x: Span<Float>, into panel: inout MutableSpan<Float>, number: Int) {
    precondition(x.count == rows * n && panel.count == panelCount && number < panels)
    unsafe x.withUnsafeBufferPointer { x in
      unsafe panel.withUnsafeMutableBufferPointer { panel in
        guard let from = x.baseAddress else { return }
        unsafe ck_dense_panel(
          from + 16 * number * n, min(16, rows - 16 * number), n, panel.baseAddress)
      }
    }
  }

  /// The sums of some units.
  ///
  /// - Parameters:
  ///   - panels: All panels.
  ///   - weights: Rows of W.
  ///   - sums: (units, ``width``).
  public func multiply(
    _ panels: Span<Float>, _ weights: Span<Float>, into sums: inout MutableSpan<Float>
  ) {
    let units = sums.count / max(1, width)
    precondition(panels.count == self.panels * panelCount && weights.count == units * n)
    unsafe panels.withUnsafeBufferPointer { panels in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          unsafe ck_dense(
            panels.baseAddress, self.panels, n, weights.baseAddress, units, sums.baseAddress)
        }
      }
    }
  }

  /// Up to eight rows of y, which begin with row `first` of x, a multiple of eight.
  ///
  /// - Parameters:
  ///   - sums: Of all units.
  ///   - first: The first of the rows.
  ///   - bias: b (units).
  ///   - y: (rows, units).
  public func rows(
    of sums: Span<Float>, from first: Int, bias: Span<Float>, into y: inout MutableSpan<Float>
  ) {
    let count = min(8, rows - first)
    precondition(sums.count == bias.count * width && y.count == count * bias.count)
    unsafe sums.withUnsafeBufferPointer { sums in
      unsafe bias.withUnsafeBufferPointer { bias in
        unsafe y.withUnsafeMutableBufferPointer { y in
          guard let from = sums.baseAddress else { return }
          unsafe ck_dense_rows(
            from + first, width, bias.count, bias.baseAddress, count, y.baseAddress)
        }
      }
    }
  }
}
