/// How one product is cut into independent BLAS calls.
///
/// It depends on the shapes only, never on the number of workers, since the bits of a sum depend
/// on where it is cut.
struct ProductPartition: Equatable {
  /// Rows and columns of the result that one call computes.
  private(set) var rowsPerTile: Int
  private(set) var columnsPerTile: Int
  /// Length of the partial sums, K when sums are not cut.
  private(set) var termsPerPart: Int

  /// A call of less work than this, in multiplications, costs more to hand out than to compute.
  private static let leastWork = 1 << 20
  private static let mostCalls = 32
  private static let mostParts = 16
  /// Partial results are kept beside each other: only small ones are worth it.
  private static let largestPartialResult = 1 << 19

  /// A partition of the product (m, k)·(k, n).
  init(m: Int, n: Int, k: Int) {
    (rowsPerTile, columnsPerTile, termsPerPart) = (m, n, k)
    if m * n <= Self.largestPartialResult, k >= 16 * max(m, n), m * n * (k / 2) >= Self.leastWork {
      let parts = min(Self.mostParts, m * n * k / Self.leastWork)
      termsPerPart = Self.rounded((k + parts - 1) / parts)
      return
    }
    while tiles(m, n) < Self.mostCalls, rowsPerTile * columnsPerTile / 2 * k >= Self.leastWork {
      if rowsPerTile > columnsPerTile {
        rowsPerTile = Self.rounded((rowsPerTile + 1) / 2)
      } else {
        let halved = Self.rounded((columnsPerTile + 1) / 2)
        if halved == columnsPerTile { return }
        columnsPerTile = halved
      }
    }
  }

  private func tiles(_ m: Int, _ n: Int) -> Int {
    ((m + rowsPerTile - 1) / rowsPerTile) * ((n + columnsPerTile - 1) / columnsPerTile)
  }

  /// Up to a multiple of the micro-kernel's width.
  private static func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
