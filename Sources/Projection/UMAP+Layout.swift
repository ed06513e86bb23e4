internal import Kernels
internal import LinearAlgebra
internal import Parallelism
internal import Randomness

/// How often a row is drawn to another of a pair that comes up: once for the pair, and once for the
/// same pair the other way round.
private let pulls = 2

/// Rows that repel it each time.
private let pushes = 5

/// Turns in which an epoch moves all rows, so that few move at once with their neighbours, which would
/// make them swing.
private let turns = 8

/// Rows that one worker moves at a time; their bits do not depend on it.
private let rowsPerChunk = 128

extension UMAP {
  /// Points of a map that are drawn together and pushed apart pair by pair.
  ///
  /// An epoch has turns, in each of which some rows move, by where all were before it: so they can be
  /// moved in any order and by any number of workers. umap-learn moves both points of a pair at once;
  /// here each is moved when its own turn comes.
  struct Layout {
    private(set) var coordinates: Matrix
    private let forces: MapForces
    private let seed: UInt64

    init(_ start: Matrix, curve: LayoutCurve, seed: UInt64) {
      coordinates = start
      forces = MapForces(a: Float(curve.a), b: Float(curve.b), pulls: pulls, pushes: pushes)
      self.seed = seed
    }

    /// Descends along samples of the cross-entropy's gradient: pairs come up in proportion to their
    /// memberships, in steps whose length falls to 0.
    mutating func optimize(_ memberships: SymmetricWeights, epochs: Int, threads: Int) {
      let (pairs, d) = (Pairs(memberships), coordinates.columns)
      for epoch in 0..<epochs {
        let rate = 1 - Float(epoch) / Float(epochs)
        for turn in 0..<turns {
          let moved = moved(turn, by: pairs, epoch, rate: rate, threads: threads)
          for (place, index) in stride(from: turn, to: pairs.order.count, by: turns).enumerated() {
            let row = pairs.order[index]
            for t in 0..<d { coordinates.elements[row * d + t] = moved[place * d + t] }
          }
        }
      }
    }

    /// Where the rows of a turn go.
    private func moved(
      _ turn: Int, by pairs: Pairs, _ epoch: Int, rate: Float, threads: Int
    ) -> [Float] {
      let d = coordinates.columns
      let count = stride(from: turn, to: coordinates.rows, by: turns).underestimatedCount
      var moved = [Float](repeating: 0, count: count * d)
      moved.withConcurrentChunks(of: rowsPerChunk * d, threads: threads) { chunk, moved in
        let map = coordinates.elements.span
        let (starts, others) = (pairs.memberships.starts.span, pairs.memberships.others.span)
        func element(_ point: Int, _ axis: Int) -> Int {
          (point / 8 * d + axis) * 8 + point % 8
        }
        var points = [Float](repeating: 0, count: 32 * d)
        // Sixteen lists of rows side by side, −1 where a list has ended.
        let longest = pairs.count(ofRow: pairs.order[turn + turns * chunk * rowsPerChunk])
        var met = [Int32](repeating: -1, count: 16 * (pulls + pushes) * longest)
        for start in stride(from: 0, to: moved.count / d, by: 16) {
          let places = start..<min(start + 16, moved.count / d)
          var lists = met.mutableSpan
          var end = 0
          for place in places {
            var step = place - start
            let row = pairs.order[turn + turns * (chunk * rowsPerChunk + place)]
            // A sequence of its own for each row of each epoch.
            var random = seed ^ (UInt64(epoch) << 32 | UInt64(row))
            random = splitMix64(&random)
            for t in 0..<d { points[element(place - start, t)] = map[row * d + t] }
            // The last pairs count most: they must not be the same every time.
            let (first, count) = (starts[row], pairs.count(ofRow: row))
            let middle = first + choice(below: count, &random)
            for index in [middle..<(first + count), first..<middle].joined()
            where pairs.comesUp(index, in: epoch) {
              for _ in 0..<pulls {
                lists[step] = others[index]
                step += 16
              }
              for _ in 0..<pushes {
                let other = choice(below: coordinates.rows, &random)
                lists[step] = other == row ? -1 : Int32(other)
                step += 16
              }
            }
            end = max(end, step / 16 * 16)
          }
          forces.move(&points, by: met.span.extracting(0..<end), of: map, rate: rate)
          for step in 0..<end { met[step] = -1 }
          for place in places {
            for t in 0..<d { moved[place * d + t] = points[element(place - start, t)] }
          }
        }
      }
      return moved
    }
  }
}

/// Pairs of rows that come up as often as they belong together.
private struct Pairs {
  let memberships: SymmetricWeights
  /// How often each comes up in an epoch, at most once.
  private let frequencies: [Float]
  /// The rows by falling number of pairs, so that those that move side by side have about as many.
  let order: [Int]

  init(_ memberships: SymmetricWeights) {
    self.memberships = memberships
    let largest = memberships.values.max() ?? 0
    frequencies = memberships.values.map { $0 / largest }
    let counts = zip(memberships.starts, memberships.starts.dropFirst()).map { $1 - $0 }
    order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
  }

  func count(ofRow row: Int) -> Int { memberships.starts[row + 1] - memberships.starts[row] }

  func comesUp(_ pair: Int, in epoch: Int) -> Bool {
    let frequency = frequencies[pair]
    return Int32(frequency * Float(epoch)) > Int32(frequency * Float(epoch - 1))
  }
}

private func choice(below count: Int, _ random: inout UInt64) -> Int {
  Int(splitMix64(&random).multipliedFullWidth(by: UInt64(count)).high)
}
