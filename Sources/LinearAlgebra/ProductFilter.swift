internal import Kernels

/// Finds the others that may be near to rows, by products of `Float` and a bound of their rounding.
///
/// With p = a·b as computed, the squared distance of a and b is at least
/// (1 − ε)·(‖a‖² + ‖b‖²) − 2p, and at most 2ε·(‖a‖² + ‖b‖²) above that.
struct ProductFilter {
  /// Rows and others of a tile: a tile of products, 1 MiB, stays in the cache.
  static let (rowsPerTile, othersPerTile) = (512, 512)

  private let distances: SquaredDistances
  private var products: [Float] = []
  private var found = [Int32](repeating: 0, count: othersPerTile + 1)

  init(_ distances: SquaredDistances) {
    self.distances = distances
  }

  /// Computes the products of a tile.
  mutating func load(rows: Range<Int>, others: Range<Int>) {
    let d = distances.rows.columns
    let count = rows.count * others.count
    if products.count < count {
      products += Array(repeating: 0, count: count - products.count)
    }
    let row = Factor(
      distances.centredRows.elements, offset: rows.lowerBound * d, rows: rows.count, columns: d)
    let other = Factor(
      distances.centredOthers.elements, offset: others.lowerBound * d, rows: others.count,
      columns: d)
    var span = products.mutableSpan
    multiply(row, other.transposed, into: &span)
  }

  /// The others of the loaded tile that may lie within a distance of a row, ascending, each with a
  /// squared distance that is not above its own.
  ///
  /// - Parameters:
  ///   - squaredDistance: The square of the distance; may be infinite.
  ///   - row: The row.
  ///   - place: The row's place in the tile.
  ///   - others: As loaded.
  mutating func others(
    within squaredDistance: Double, of row: Int, at place: Int, among others: Range<Int>
  ) -> [(other: Int, atLeast: Double)] {
    let start = Float((1 - distances.epsilon) * distances.rowNorms[row])
    let (products, norms) = (products, distances.lessenedNorms)
    let own = (place * others.count)..<((place + 1) * others.count)
    let near = norms.span.extracting(others)
    let count = selectLeast(
      products.span.extracting(own), norms: near, near, start: start,
      bound: Float(squaredDistance).nextUp, slope: 0, into: &found)
    return found.prefix(count).map {
      let other = others.lowerBound + Int($0)
      return (
        other,
        Double(start) + Double(norms[other]) - 2 * Double(products[own.lowerBound + Int($0)])
      )
    }
  }

  /// What a squared distance is at most, given what it is at least.
  func mostSquared(_ row: Int, _ other: Int, atLeast least: Double) -> Double {
    least + 2 * distances.epsilon * (distances.rowNorms[row] + distances.otherNorms[other])
  }
}
