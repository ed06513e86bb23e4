internal import Kernels
internal import LinearAlgebra
internal import Parallelism

/// Clusters whose nearest is searched at a time, of which one worker takes so many, and others that
/// they are compared with at a time.
private let (searchesPerRound, searchesPerBlock, othersPerTile) = (2048, 256, 1024)

/// The clusters that an agglomerative clustering by Ward's method has not joined yet, without
/// distances between all of them: O(n·d) memory.
struct WardClusters {
  private let d: Int
  /// A row of each cluster, by which it is called.
  private var rows: [Int]
  /// Number of rows of each.
  private var sizes: [Double]
  /// The centres, less the mean of all rows (count, d).
  private var centres: [Double]
  /// The nearest cluster of each, as an index, as far as it is known.
  private var nearest: [Int?]
  /// The squared distance to it; where it is not known, no distance is less.
  private var squaredHeights: [Double]

  // What products of Float tell about distances; see ``nearestClusters(of:)``.
  private let epsilon: Double
  private var rounded: [Float]
  private var norms: [Float]
  private var inverseSizes: [Float]

  /// Number of clusters.
  var count: Int { rows.count }

  init(_ x: Matrix, threads: Int) {
    d = x.columns
    let mean = x.columnMeans(threads: threads)
    rows = Array(0..<x.rows)
    sizes = Array(repeating: 1, count: x.rows)
    centres = Array(repeating: 0, count: x.elements.count)
    centres.withConcurrentChunks(of: max(d, 1), threads: threads) { row, centre in
      for t in 0..<centre.count {
        centre[t] = Double(x.elements[row * centre.count + t]) - mean[t]
      }
    }
    nearest = Array(repeating: nil, count: x.rows)
    squaredHeights = Array(repeating: 0, count: x.rows)
    // Half an ulp for each term of a product, and for rounding centres, norms and the last sums.
    epsilon = Double(d + 32) * 0x1p-24
    rounded = centres.map { Float($0) }
    norms = Array(repeating: 0, count: x.rows)
    inverseSizes = Array(repeating: 1, count: x.rows)
    for i in norms.indices { norms[i] = lessenedNorm(i) }
  }

  private func lessenedNorm(_ i: Int) -> Float {
    var sum = 0.0
    for t in (i * d)..<((i + 1) * d) { sum += centres[t] * centres[t] }
    return Float((1 - epsilon) * sum)
  }

  /// The squared Ward distance, the same bits for (i, j) and (j, i).
  private func squaredDistance(_ i: Int, _ j: Int) -> Double {
    var sum = 0.0
    for t in 0..<d {
      let difference = centres[i * d + t] - centres[j * d + t]
      sum += difference * difference
    }
    return 2 * sizes[i] * sizes[j] / (sizes[i] + sizes[j]) * sum
  }

  // MARK: - Searching

  /// Finds the nearest cluster of those for which it is not known, the nearest pairs first.
  mutating func search(threads: Int) {
    var wanted = nearest.indices.filter { nearest[$0] == nil }
    if wanted.isEmpty {
      // Where distances tie, clusters can be nearest in a circle: on a fresh search they are not.
      wanted = Array(nearest.indices)
      for i in wanted { (nearest[i], squaredHeights[i]) = (nil, 0) }
    }
    if wanted.count > searchesPerRound {
      wanted.sort { (squaredHeights[$0], $0) < (squaredHeights[$1], $1) }
      wanted.removeLast(wanted.count - searchesPerRound)
    }
    let blocks = stride(from: 0, to: wanted.count, by: searchesPerBlock).map {
      Array(wanted[$0..<min($0 + searchesPerBlock, wanted.count)])
    }
    let found = concurrentValues(count: blocks.count, threads: threads) { [self] in
      nearestClusters(of: blocks[$0])
    }
    for (i, result) in zip(wanted, found.joined()) {
      (nearest[i], squaredHeights[i]) = (result.cluster, result.squaredDistance)
    }
  }

  /// The nearest other cluster of each, the one called by the lowest row on a tie.
  private func nearestClusters(of wanted: [Int]) -> [(cluster: Int, squaredDistance: Double)] {
    var own: [Float] = []
    own.reserveCapacity(wanted.count * d)
    for i in wanted { own += rounded[(i * d)..<((i + 1) * d)] }
    let factor = Factor(own, offset: 0, rows: wanted.count, columns: d)
    var best = wanted.map { (cluster: $0, squaredDistance: Double.infinity) }
    var tile = [Float](repeating: 0, count: wanted.count * min(othersPerTile, count))
    var found = [Int32](repeating: 0, count: othersPerTile + 1)
    let (norms, inverseSizes) = (norms, inverseSizes)
    for start in stride(from: 0, to: count, by: othersPerTile) {
      let others = start..<min(start + othersPerTile, count)
      let other = Factor(rounded, offset: start * d, rows: others.count, columns: d)
      do {
        var products = tile.mutableSpan
        multiply(factor, other.transposed, into: &products)
      }
      for (place, i) in wanted.enumerated() {
        if best[place].squaredDistance == .infinity {
          improve(&best[place], i, with: likeliest(for: i, among: others, tile, at: place))
        }
        // (1 − ε)·(‖a‖² + ‖b‖²) − 2·a·b is at most ‖a − b‖²: what is not below the best by that need
        // not be measured.
        let bound = Float(0.5 * best[place].squaredDistance).nextUp
        let products = (place * others.count)..<((place + 1) * others.count)
        let near = selectLeast(
          tile.span.extracting(products), norms: norms.span.extracting(others),
          inverseSizes.span.extracting(others), start: norms[i],
          bound: bound * inverseSizes[i], slope: bound, into: &found)
        for index in found[..<near] {
          improve(&best[place], i, with: start + Int(index))
        }
      }
    }
    return best
  }

  /// The cluster that products of `Float` make nearest: a first guess.
  private func likeliest(
    for i: Int, among others: Range<Int>, _ products: [Float], at place: Int
  ) -> Int {
    var (best, least) = (i, Float.infinity)
    for j in others where j != i {
      let product = products[place * others.count + j - others.lowerBound]
      let distance = (norms[i] + norms[j] - 2 * product) / (inverseSizes[i] + inverseSizes[j])
      if distance < least { (best, least) = (j, distance) }
    }
    return best
  }

  /// Takes another cluster for the best if it is nearer, or as near and called by a lower row.
  private func improve(
    _ best: inout (cluster: Int, squaredDistance: Double), _ i: Int, with j: Int
  ) {
    guard j != i else { return }
    let distance = squaredDistance(i, j)
    if distance < best.squaredDistance
      || (distance == best.squaredDistance && rows[j] < rows[best.cluster])
    {
      best = (j, distance)
    }
  }

  // MARK: - Joining

  /// Joins all pairs that are each other's nearest.
  ///
  /// - Returns: For each a row of either cluster, and the distance.
  mutating func joinReciprocal() -> [(first: Int, second: Int, height: Double)] {
    var pairs: [(first: Int, second: Int, height: Double)] = []
    var isJoined = [Bool](repeating: false, count: count)
    var isKept = [Bool](repeating: true, count: count)
    for i in nearest.indices {
      guard let j = nearest[i], i < j, nearest[j] == i else { continue }
      pairs.append((rows[i], rows[j], squaredHeights[i].squareRoot()))
      join(i, j)
      (isJoined[i], isJoined[j], isKept[j]) = (true, true, false)
    }
    guard !pairs.isEmpty else { return [] }
    for i in nearest.indices {
      if isJoined[i] || nearest[i].map({ isJoined[$0] }) ?? false { nearest[i] = nil }
    }
    keep(isKept)
    return pairs
  }

  /// Joins cluster `j` into cluster `i`.
  private mutating func join(_ i: Int, _ j: Int) {
    let size = sizes[i] + sizes[j]
    for t in 0..<d {
      let centre = (sizes[i] * centres[i * d + t] + sizes[j] * centres[j * d + t]) / size
      centres[i * d + t] = centre
      rounded[i * d + t] = Float(centre)
    }
    sizes[i] = size
    inverseSizes[i] = Float(1 / size)
    norms[i] = lessenedNorm(i)
  }

  /// Forgets the other clusters: the last ones take their places.
  private mutating func keep(_ isKept: [Bool]) {
    var index = Array(isKept.indices)
    var last = isKept.count - 1
    for hole in isKept.indices where !isKept[hole] {
      while last > hole && !isKept[last] { last -= 1 }
      guard last > hole else { break }
      rows[hole] = rows[last]
      sizes[hole] = sizes[last]
      nearest[hole] = nearest[last]
      squaredHeights[hole] = squaredHeights[last]
      norms[hole] = norms[last]
      inverseSizes[hole] = inverseSizes[last]
      for t in 0..<d {
        centres[hole * d + t] = centres[last * d + t]
        rounded[hole * d + t] = rounded[last * d + t]
      }
      index[last] = hole
      last -= 1
    }
    let lost = isKept.count { !$0 }
    rows.removeLast(lost)
    sizes.removeLast(lost)
    nearest.removeLast(lost)
    squaredHeights.removeLast(lost)
    norms.removeLast(lost)
    inverseSizes.removeLast(lost)
    centres.removeLast(lost * d)
    rounded.removeLast(lost * d)
    for i in nearest.indices { nearest[i] = nearest[i].map { index[$0] } }
  }
}
