internal import LinearAlgebra
internal import Parallelism
internal import Randomness

/// Trees of the forest, and most rows of one leaf.
private let (treeCount, leafSize) = (8, 48)

/// Most rounds of descent; it ends when fewer than this share of all neighbours is replaced.
private let (mostRounds, leastChange) = (10, 0.002)

/// Finds nearest others in a large set of rows, of which it may miss some: candidates are the rows of
/// the same leaves of random projection trees (Dasgupta & Freund 2008, doi 10.1145/1374376.1374452),
/// then neighbours of neighbours (Dong, Moses & Li 2011, doi 10.1145/1963405.1963487), round by round.
///
/// Each round works on the lists of the one before, so that the result does not depend on the number
/// of workers.
struct NeighbourIndex {
  private struct Neighbour: BitwiseCopyable, Sendable {
    var distance = Double.infinity
    var row: Int32 = -1
    var isNew = false
  }

  private let distances: SquaredDistances
  private let count: Int
  private let threads: Int
  /// The nearest others found so far (n, k), ascending.
  private var lists: [Neighbour]

  /// - Parameters:
  ///   - x: (n, d).
  ///   - count: Neighbours of each row, k, below n.
  ///   - threads: Number of workers, ≥ 1.
  init(_ x: Matrix, count: Int, threads: Int) {
    distances = SquaredDistances(among: x, threads: threads)
    self.count = count
    self.threads = threads
    lists = Array(repeating: Neighbour(), count: x.rows * count)
    let trees = concurrentValues(count: treeCount, threads: threads) {
      ProjectionTree(x, seed: UInt64($0))
    }
    improve { row in trees.flatMap { $0.leaf(of: row) } }
    // Rows that coincide share one leaf in all trees, which may be too small: any others will do.
    if lists.contains(where: { $0.row < 0 }) {
      improve { row in (1...count).map { Int32((row + $0) % x.rows) } }
    }
    for _ in 0..<mostRounds {
      let changed = lists.count { $0.isNew }
      if Double(changed) < leastChange * Double(lists.count) { break }
      descend()
    }
  }

  /// The neighbours that were found.
  var neighbours: NeighbourLists {
    NeighbourLists(
      count: count, indices: lists.map(\.row),
      distances: lists.map { Float($0.distance.squareRoot()) })
  }

  private mutating func descend() {
    let (old, count) = (lists, count)
    // The rows that have a row among their neighbours, the first few.
    var reverse = [[Int32]](repeating: [], count: old.count / count)
    for (place, neighbour) in old.enumerated() where neighbour.row >= 0 {
      if reverse[Int(neighbour.row)].count < count {
        reverse[Int(neighbour.row)].append(Int32(place / count))
      }
    }
    let sources = reverse
    improve { row in
      let own = old[(row * count)..<((row + 1) * count)]
      var candidates: [Int32] = []
      for neighbour in own where neighbour.row >= 0 {
        let start = Int(neighbour.row) * count
        for other in old[start..<(start + count)] where neighbour.isNew || other.isNew {
          candidates.append(other.row)
        }
      }
      for source in sources[row] {
        candidates.append(source)
        for other in old[(Int(source) * count)..<((Int(source) + 1) * count)] where other.isNew {
          candidates.append(other.row)
        }
      }
      return candidates
    }
  }

  /// Takes the nearest of each row's candidates into its list.
  private mutating func improve(_ candidates: @Sendable (_ row: Int) -> [Int32]) {
    let (distances, count) = (distances, count)
    lists.withConcurrentChunks(of: count, threads: threads) { row, list in
      var known: Set<Int32> = [Int32(row), -1]
      for place in 0..<count {
        known.insert(list[place].row)
        list[place].isNew = false
      }
      for candidate in candidates(row) where known.insert(candidate).inserted {
        let distance = distances(row, Int(candidate))
        let last = list[count - 1]
        guard (distance, candidate) < (last.distance, last.row) || last.row < 0 else { continue }
        var place = count - 1
        while place > 0
          && (distance, candidate) < (list[place - 1].distance, list[place - 1].row)
        {
          list[place] = list[place - 1]
          place -= 1
        }
        list[place] = Neighbour(distance: distance, row: candidate, isNew: true)
      }
    }
  }
}

/// Rows parted by planes half-way between two of them, again and again.
private struct ProjectionTree {
  private var leaves: [[Int32]] = []
  private var leafOfRow: [Int]

  init(_ x: Matrix, seed: UInt64) {
    leafOfRow = Array(repeating: 0, count: x.rows)
    var generator = Generator(seed: seed, stream: "projection tree")
    var stack = [(0..<x.rows).map(Int32.init)]
    while let rows = stack.popLast() {
      guard rows.count > leafSize else {
        for row in rows { leafOfRow[Int(row)] = leaves.count }
        leaves.append(rows)
        continue
      }
      let (nearer, farther) = divided(rows, x, using: &generator)
      stack += [nearer, farther]
    }
  }

  func leaf(of row: Int) -> [Int32] { leaves[leafOfRow[row]] }

  private func divided(
    _ rows: [Int32], _ x: Matrix, using generator: inout Generator
  ) -> ([Int32], [Int32]) {
    let d = x.columns
    let first = Int(rows[generator.integer(below: rows.count)]) * d
    let second = Int(rows[generator.integer(below: rows.count)]) * d
    var normal = [Float](repeating: 0, count: d)
    var offset: Float = 0
    for t in 0..<d {
      normal[t] = x.elements[first + t] - x.elements[second + t]
      offset += normal[t] * (x.elements[first + t] + x.elements[second + t]) / 2
    }
    var parts: ([Int32], [Int32]) = ([], [])
    for row in rows {
      var side = -offset
      for t in 0..<d { side += normal[t] * x.elements[Int(row) * d + t] }
      if side > 0 { parts.0.append(row) } else { parts.1.append(row) }
    }
    // Rows that coincide, or nearly, cannot be parted by a plane.
    if parts.0.isEmpty || parts.1.isEmpty {
      let middle = rows.count / 2
      return (Array(rows[..<middle]), Array(rows[middle...]))
    }
    return parts
  }
}
