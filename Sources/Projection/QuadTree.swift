internal import Parallelism

/// Rows that are compared with cells at a time.
private let lanes = 8

/// Cells of the plane that halve from level to level, each with the mean of its points, so that many
/// far points count as one (Barnes & Hut 1986, doi 10.1038/324446a0).
struct QuadTree: Sendable {
  private struct Cell {
    let mean: SIMD2<Float>
    let count: Float
    /// Square of the cell's side; 0 for a cell that is not divided.
    let squaredSide: Float
    /// The cell after those within this one.
    let next: Int
  }

  /// Deepest level: sides of 1/65,536 of the whole.
  private static let levels = 16

  private let points: [SIMD2<Float>]
  /// The points along a Z-curve (Morton 1966), as numbers of ``points``.
  private let order: [Int]
  /// Cells, each followed by those within it.
  private var cells: [Cell] = []

  /// - Parameter points: Finite (n).
  init(_ points: [SIMD2<Float>]) {
    self.points = points
    var (low, high) = (points.first ?? .zero, points.first ?? .zero)
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let side = (high - low).max()
    let scale = side > 0 ? Float(1 << QuadTree.levels) / side : 0
    let last = Float((1 << QuadTree.levels) - 1)
    let keys = points.map { point -> UInt32 in
      let place = pointwiseMin((point - low) * scale, SIMD2(repeating: last))
      return spread(UInt32(place.x)) | spread(UInt32(place.y)) << 1
    }
    order = sorted(keys)
    cells.reserveCapacity(2 * points.count)
    guard !points.isEmpty else { return }
    let curve = order.map { keys[$0] }
    _ = add(curve, 0..<points.count, side: side)
  }

  /// Adds the cell of some points of the curve and those within it; returns the sum of the points.
  /// `side` is that of the whole.
  private mutating func add(
    _ keys: [UInt32], _ range: Range<Int>, side: Float
  ) -> SIMD2<Double> {
    let place = cells.count
    cells.append(Cell(mean: .zero, count: 0, squaredSide: 0, next: 0))
    var sum = SIMD2<Double>.zero
    // Levels at which all points are in one quarter are left out.
    let differing = (keys[range.lowerBound] ^ keys[range.upperBound - 1]).leadingZeroBitCount / 2
    let isDivided = range.count > 1 && differing < QuadTree.levels
    if isDivided {
      let shift = UInt32(2 * (QuadTree.levels - 1 - differing))
      var start = range.lowerBound
      while start < range.upperBound {
        let end = firstIndex(keys, start..<range.upperBound, above: keys[start] >> shift, shift)
        sum += add(keys, start..<end, side: side)
        start = end
      }
    } else {
      for index in range { sum += SIMD2<Double>(points[order[index]]) }
    }
    let own = isDivided ? side / Float(1 << differing) : 0
    cells[place] = Cell(
      mean: SIMD2<Float>(sum / Double(range.count)), count: Float(range.count),
      squaredSide: own * own, next: cells.count)
    return sum
  }

  /// The forces that push points apart, Σ q² (y − y'), q = 1/(1 + ‖y − y'‖²), summed over all others
  /// for each point (n); and Σ q over all pairs.
  ///
  /// - Parameters:
  ///   - angle: A cell counts as one point where its side is less than this times the distance to it,
  ///     0 … 0.7; at 0 every point is looked at.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  func repulsion(angle: Float, threads: Int) -> (forces: [SIMD2<Float>], total: Double) {
    let groups = (points.count + lanes - 1) / lanes
    var found = [Push](repeating: Push(), count: groups)
    found.withConcurrentChunks(of: 16, threads: threads) { chunk, pushes in
      for index in 0..<pushes.count {
        pushes[index] = push(chunk * 16 + index, squaredAngle: angle * angle)
      }
    }
    var forces = [SIMD2<Float>](repeating: .zero, count: points.count)
    var total = 0.0
    for (place, point) in order.enumerated() {
      let (group, lane) = (found[place / lanes], place % lanes)
      forces[point] = SIMD2(group.x[lane], group.y[lane])
      // Each point has met itself, too, at distance 0.
      total += Double(group.total[lane]) - 1
    }
    return (forces, total)
  }

  private struct Push: BitwiseCopyable, Sendable {
    var x = SIMD8<Float>.zero
    var y = SIMD8<Float>.zero
    var total = SIMD8<Float>.zero
  }

  /// What pushes the points of one stretch of the curve: a cell counts as one for all of them or
  /// for none.
  private func push(_ group: Int, squaredAngle: Float) -> Push {
    var (x, y) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    for lane in 0..<lanes {
      let point = points[order[min(group * lanes + lane, order.count - 1)]]
      (x[lane], y[lane]) = (point.x, point.y)
    }
    var push = Push()
    var index = 0
    while index < cells.count {
      let cell = cells[index]
      let (dx, dy) = (x - cell.mean.x, y - cell.mean.y)
      let squared = dx * dx + dy * dy
      if all(squared * squaredAngle .>= cell.squaredSide) {
        let q = 1 / (1 + squared)
        let weighted = q * cell.count
        push.total += weighted
        push.x += weighted * q * dx
        push.y += weighted * q * dy
        index = cell.next
      } else {
        index += 1
      }
    }
    return push
  }
}

/// The bits of a number below 65,536 at every second place.
private func spread(_ value: UInt32) -> UInt32 {
  var x = value
  x = (x | x << 8) & 0x00ff_00ff
  x = (x | x << 4) & 0x0f0f_0f0f
  x = (x | x << 2) & 0x3333_3333
  return (x | x << 1) & 0x5555_5555
}

/// Where the numbers stand in ascending order; equal ones in order of their places.
private func sorted(_ keys: [UInt32]) -> [Int] {
  var order = Array(keys.indices)
  var next = order
  for shift in stride(from: UInt32(0), to: 32, by: 8) {
    var begin = [Int](repeating: 0, count: 257)
    for key in keys { begin[Int(key >> shift & 0xff) + 1] += 1 }
    for digit in 0..<256 { begin[digit + 1] += begin[digit] }
    for index in order {
      let digit = Int(keys[index] >> shift & 0xff)
      next[begin[digit]] = index
      begin[digit] += 1
    }
    swap(&order, &next)
  }
  return order
}

/// The first place of a range whose key, shifted, is above `prefix`.
private func firstIndex(
  _ keys: [UInt32], _ range: Range<Int>, above prefix: UInt32, _ shift: UInt32
) -> Int {
  var (low, high) = (range.lowerBound, range.upperBound)
  while low < high {
    let middle = (low + high) / 2
    if keys[middle] >> shift <= prefix { low = middle + 1 } else { high = middle }
  }
  return low
}
