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
  /// Sums of each unit; those beyond the rows are of nothing but its bias.
  public var width: Int { 16 * panels }

  /// Transposes the rows of one panel; zeros stand beyond the last.
  public func transpose(_ x: Span<Float>, into panel: inout MutableSpan<Float>, number: Int) {
    precondition(x.count == rows * n && panel.count == panelCount && number < panels)
    let (first, end) = (16 * number, min(16 * number + 16, rows))
    if end - first < 16 {
      for i in 0..<panelCount { panel[i] = 0 }
    }
    Kernels.transpose(
      x.extracting((first * n)..<(end * n)), rows: end - first, stride: n, into: &panel, stride: 16)
  }

  /// The sums of some units, with their biases.
  ///
  /// - Parameters:
  ///   - panels: All panels.
  ///   - weights: Rows of W.
  ///   - bias: Of the units.
  ///   - sums: (units, ``width``).
  public func multiply(
    _ panels: Span<Float>, _ weights: Span<Float>, bias: Span<Float>,
    into sums: inout MutableSpan<Float>
  ) {
    precondition(panels.count == self.panels * panelCount && weights.count == bias.count * n)
    precondition(sums.count == bias.count * width)
    unsafe panels.withUnsafeBufferPointer { panels in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe bias.withUnsafeBufferPointer { bias in
          unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe ck_dense(
              panels.baseAddress, self.panels, n, weights.baseAddress, bias.baseAddress,
              bias.count, sums.baseAddress)
          }
        }
      }
    }
  }

  /// Up to eight rows of y, which begin with row `first` of x.
  ///
  /// - Parameters:
  ///   - sums: Of all units.
  ///   - first: The first of the rows.
  ///   - y: (rows, units).
  public func rows(of sums: Span<Float>, from first: Int, into y: inout MutableSpan<Float>) {
    let (units, count) = (sums.count / width, min(8, rows - first))
    precondition(sums.count == units * width && y.count == count * units)
    // The columns from the first on.
    let columns = sums.extracting(first..<(sums.count - width + first + count))
    Kernels.transpose(
      columns, rows: units, columns: count, stride: width, into: &y, stride: units)
  }
}
