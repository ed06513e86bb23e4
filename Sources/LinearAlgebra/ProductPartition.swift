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

  /// A call of less work than this, in multiplications, costs more than it saves: each packs its
  /// factors for itself.
  private static let leastWork = 1 << 22
  /// A half of less work than this costs more to hand out than to compute.
  private static let leastHalf = 1 << 17
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
    while tiles(m, n) < Self.mostCalls {
      let least = tiles(m, n) == 1 ? Self.leastHalf : Self.leastWork
      guard rowsPerTile * columnsPerTile / 2 * k >= least else { return }
      let whole = self
      if rowsPerTile > columnsPerTile {
        rowsPerTile = Self.rounded((rowsPerTile + 1) / 2)
      } else {
        columnsPerTile = Self.rounded((columnsPerTile + 1) / 2)
      }
      if self == whole { return }
    }
  }

  private func tiles(_ m: Int, _ n: Int) -> Int {
    ((m + rowsPerTile - 1) / rowsPerTile) * ((n + columnsPerTile - 1) / columnsPerTile)
  }

  /// Up to a multiple of the micro-kernel's width.
  private static func rounded(_ count: Int) -> Int { (count + 15) / 16 * 16 }
}
