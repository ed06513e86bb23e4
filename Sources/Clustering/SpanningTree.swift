internal import LinearAlgebra
internal import Parallelism

/// Rows that one worker measures at a time.
private let rowsPerChunk = 1024

/// A row that the tree does not hold yet, and the row of the tree at the least distance to it.
private struct Outside: BitwiseCopyable, Sendable {
  let row: Int32
  var neighbour: Int32
  var squaredDistance: Double
}

/// A minimum spanning tree of rows (Prim 1957, doi 10.1002/j.1538-7305.1957.tb01515.x) by Euclidean
/// distances, or by mutual reachability, the largest of a distance and the core distances of both
/// rows: O(n²·d) time, O(n·d) memory.
///
/// It begins with row 0; on a tie the lowest row comes first, with the neighbour found first.
///
/// - Parameters:
///   - distances: Among rows, n ≥ 1.
///   - squaredCore: The squared core distance of each row (n); 0 for distances as they are.
///   - threads: Number of workers, ≥ 1; the result does not depend on it.
/// - Returns: The n − 1 edges as pairs of rows with their distances, in the order found.
func spanningTree(
  _ distances: SquaredDistances, squaredCore: [Double]? = nil, threads: Int
) -> [(first: Int, second: Int, height: Double)] {
  let n = distances.rows.rows
  let squaredCore = squaredCore ?? Array(repeating: 0, count: n)
  var outside = (1..<max(n, 1)).map {
    Outside(row: Int32($0), neighbour: 0, squaredDistance: .infinity)
  }
  var edges: [(first: Int, second: Int, height: Double)] = []
  edges.reserveCapacity(outside.count)
  var row = 0
  while !outside.isEmpty {
    outside.withConcurrentChunks(of: rowsPerChunk, threads: threads) { [row] _, chunk in
      let ownCore = squaredCore[row]
      for place in 0..<chunk.count {
        var other = chunk[place]
        // No distance is below the core distances: most need not be computed.
        let least = max(ownCore, squaredCore[Int(other.row)])
        guard least < other.squaredDistance else { continue }
        let reach = max(least, distances(row, Int(other.row)))
        if reach < other.squaredDistance {
          (other.neighbour, other.squaredDistance) = (Int32(row), reach)
          chunk[place] = other
        }
      }
    }
    var nearest = 0
    for place in outside.indices.dropFirst()
    where outside[place].squaredDistance < outside[nearest].squaredDistance
      || (outside[place].squaredDistance == outside[nearest].squaredDistance
        && outside[place].row < outside[nearest].row)
    {
      nearest = place
    }
    let found = outside[nearest]
    outside[nearest] = outside[outside.count - 1]
    outside.removeLast()
    edges.append((Int(found.neighbour), Int(found.row), found.squaredDistance.squareRoot()))
    row = Int(found.row)
  }
  return edges
}
