import LinearAlgebra

/// A clip that shows what a cluster is, or where it ends.
struct Exemplar {
  enum Kind: String {
    /// Nearest to the mean of its cluster.
    case central
    /// Nearly as near to the mean of another cluster.
    case ambiguous
  }

  let cluster: Int
  let kind: Kind
  /// From 1.
  let rank: Int
  /// The clip, as a row of the scored clips.
  let row: Int
  /// Euclidean distance to the mean of its cluster.
  let distance: Double
  /// Distance to the nearest mean of another cluster; NaN where there is none.
  let other: Double
}

extension Evaluation {
  /// Most clips of each kind that are kept of a cluster.
  private static let exemplarsOfKind = (central: 5, ambiguous: 3)

  /// The clips that show what each cluster is, no song twice among those of a kind: clusters ascending,
  /// the central ones first. Noise has none.
  ///
  /// - Parameters:
  ///   - clusters: The cluster of each scored clip.
  ///   - x: Where the clips are (clips, d).
  func exemplars(of clusters: [Int], in x: Matrix) -> [Exemplar] {
    let numbers = Set(clusters).filter { $0 >= 0 }.sorted()
    let means = numbers.map { number in
      x.gathering(rows: clusters.indices.filter { clusters[$0] == number }).columnMeans()
    }
    return numbers.indices.flatMap { place -> [Exemplar] in
      let own = clusters.indices.filter { clusters[$0] == numbers[place] }.map { row in
        let distances = means.map { x.distance(ofRow: row, to: $0) }
        let others = distances.indices.filter { $0 != place }.map { distances[$0] }
        return (row: row, distance: distances[place], other: others.min() ?? .nan)
      }
      func chosen(
        _ kind: Exemplar.Kind, _ most: Int,
        by key: ((row: Int, distance: Double, other: Double)) -> Double
      ) -> [Exemplar] {
        var songs: Set<Int> = []
        return own.map { (key($0), $0) }.sorted { ($0.0, $0.1.row) < ($1.0, $1.1.row) }
          .filter { songs.insert(corpus.songOfClip[$0.1.row]).inserted }.prefix(most).enumerated()
          .map { rank, found in
            Exemplar(
              cluster: numbers[place], kind: kind, rank: rank + 1, row: found.1.row,
              distance: found.1.distance, other: found.1.other)
          }
      }
      let (central, ambiguous) = Evaluation.exemplarsOfKind
      return chosen(.central, central) { $0.distance }
        + (numbers.count > 1 ? chosen(.ambiguous, ambiguous) { $0.other - $0.distance } : [])
    }
  }
}

extension Matrix {
  /// The mean of some rows.
  fileprivate func distance(ofRow row: Int, to point: [Double]) -> Double {
    var sum = 0.0
    for t in 0..<columns {
      let difference = Double(self[row, t]) - point[t]
      sum += difference * difference
    }
    return sum.squareRoot()
  }
}
