/// Others whose products with a row are looked at together.
private let laneCount = 16

/// Finds the others that may be near to rows, by products of `Float` and a bound of their rounding.
///
/// With p = a·b as computed, h = ½(1 − ε)·‖b‖² and v = p − h, the squared distance of a and b is at
/// least (1 − ε)·‖a‖² − 2v, and at most 2ε·(‖a‖² + ‖b‖²) above that.
struct ProductFilter {
  /// Rows and others of a tile: a tile of products, 1 MiB, stays in the cache.
  static let (rowsPerTile, othersPerTile) = (512, 512)

  private let distances: SquaredDistances
  /// ε: half an ulp for each term of a product, and as much for centring, norms and sums.
  private let epsilon: Double
  /// h of each other, rounded.
  private let halves: [Float]
  private var products: [Float]

  init(_ distances: SquaredDistances) {
    self.distances = distances
    let epsilon = Double(distances.rows.columns + 32) * 0x1p-24
    self.epsilon = epsilon
    halves = distances.otherNorms.map { Float(0.5 * (1 - epsilon) * $0) }
    products = []
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

  /// The least v that an other within a squared distance of row `row` has.
  func leastValue(_ row: Int, within squaredDistance: Double) -> Float {
    Float(0.5 * ((1 - epsilon) * distances.rowNorms[row] - squaredDistance)).nextDown
  }

  /// Bounds of the squared distance of a row to the other of a value v.
  func bounds(_ row: Int, _ other: Int, value: Float) -> ClosedRange<Double> {
    let norm = distances.rowNorms[row]
    let lower = (1 - epsilon) * norm - 2 * Double(value)
    return lower...(lower + 2 * epsilon * (norm + distances.otherNorms[other]))
  }

  /// Hands over the others of the loaded tile whose v is at least `least`, ascending.
  ///
  /// - Parameters:
  ///   - place: The row's place in the tile.
  ///   - others: As loaded.
  ///   - least: Asked for again after each call of `body`.
  ///   - body: Receives an other and its v.
  @inline(__always)
  func forEach(
    _ place: Int, of others: Range<Int>, atLeast least: () -> Float,
    _ body: (_ other: Int, _ value: Float) -> Void
  ) {
    unsafe products.withUnsafeBufferPointer { products in
      unsafe halves.withUnsafeBufferPointer { halves in
        guard let products = products.baseAddress, let halves = halves.baseAddress else { return }
        let row = unsafe products + place * others.count
        let half = unsafe halves + others.lowerBound
        var (j, bound) = (0, least())
        while j + laneCount <= others.count {
          let values = unsafe lanes(row + j) - lanes(half + j)
          if values.max() >= bound {
            for lane in 0..<laneCount where values[lane] >= bound {
              body(others.lowerBound + j + lane, values[lane])
              bound = least()
            }
          }
          j += laneCount
        }
        while j < others.count {
          let value = unsafe row[j] - half[j]
          if value >= bound {
            body(others.lowerBound + j, value)
            bound = least()
          }
          j += 1
        }
      }
    }
  }
}

@unsafe @inline(__always)
private func lanes(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
  unsafe UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
}
