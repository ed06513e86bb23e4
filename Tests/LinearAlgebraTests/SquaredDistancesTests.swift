import LinearAlgebra
import Randomness
import Testing

@Suite("Squared distances")
struct SquaredDistancesTests {
  /// Rows around a point far from 0, some of them equal.
  private func rows(_ n: Int, columns d: Int, seed: UInt64, offset: Double = 30) -> Matrix {
    var generator = Generator(seed: seed)
    var x = Matrix(
      rows: n, columns: d, elements: (0..<n * d).map { _ in Float(offset + generator.normal()) })
    for i in stride(from: 9, to: n, by: 10) {
      for t in 0..<d { x[i, t] = x[i - 9, t] }
    }
    return x
  }

  private func naive(_ a: Matrix, _ i: Int, _ b: Matrix, _ j: Int) -> Double {
    (0..<a.columns).reduce(0) {
      let difference = Double(a[i, $1]) - Double(b[j, $1])
      return $0 + difference * difference
    }
  }

  @Test(arguments: [1, 7, 8, 131])
  func `A distance is the sum of squared differences, the same both ways`(d: Int) {
    let x = rows(20, columns: d, seed: 1)
    let distances = SquaredDistances(among: x)
    for i in 0..<20 {
      for j in 0..<20 {
        #expect(abs(distances(i, j) - naive(x, i, x, j)) <= 1e-14 * naive(x, i, x, j))
        #expect(distances(i, j) == distances(j, i))
      }
    }
    #expect(distances(0, 9) == 0)
  }

  @Test(arguments: [0.0, 1e4, -1e7])
  func `A tile holds all distances, however far the rows lie`(offset: Double) {
    let (x, y) = (
      rows(70, columns: 19, seed: 2, offset: offset), rows(50, columns: 19, seed: 3, offset: offset)
    )
    let distances = SquaredDistances(from: x, to: y)
    var tile = [Double](repeating: 1, count: 7)
    distances.fill(&tile, rows: 3..<60, others: 10..<50)
    for i in 3..<60 {
      for j in 10..<50 {
        let expected = naive(x, i, y, j)
        #expect(abs(tile[(i - 3) * 40 + j - 10] - expected) <= 1e-9 * expected)
      }
    }
  }

  @Test(arguments: [0.0, 1e6])
  func `The nearest rows are those of a full sort, ties by number`(offset: Double) {
    // At 1e6 nothing of Float's precision is left to tell rows apart by products.
    let x = rows(1100, columns: 6, seed: 4, offset: offset)
    let nearest = SquaredDistances(among: x, threads: 2).nearest(12, threads: 2)
    for i in stride(from: 0, to: 1100, by: 37) {
      let sorted = (0..<1100).filter { $0 != i }.map { (naive(x, i, x, $0), $0) }.sorted(by: <)
      #expect(Array(nearest.indices[(i * 12)..<((i + 1) * 12)]) == sorted.prefix(12).map(\.1))
    }
    #expect(nearest == SquaredDistances(among: x).nearest(12))
    #expect(nearest == SquaredDistances(among: x).nearest(12, threads: 4))
  }

  @Test func `Others that are not the rows may be at distance 0`() {
    let x = rows(40, columns: 3, seed: 5)
    let nearest = SquaredDistances(from: x.gathering(rows: [33, 2]), to: x).nearest(40)
    #expect(nearest.indices[0] == 33)
    #expect(nearest.squaredDistances[0] == 0)
    #expect(Set(nearest.indices.suffix(40)) == Set(0..<40))
  }

  @Test func `As many neighbours as there are others, or none`() {
    let x = Matrix(rows: 4, columns: 1, elements: [0, 10, 11, 3])
    let nearest = SquaredDistances(among: x).nearest(3)
    #expect(nearest.indices == [3, 1, 2, 2, 3, 0, 1, 3, 0, 0, 1, 2])
    #expect(nearest.squaredDistances == [9, 100, 121, 1, 49, 100, 1, 64, 121, 9, 49, 64])
    #expect(SquaredDistances(among: x).nearest(0).indices.isEmpty)
    #expect(
      SquaredDistances(among: Matrix(rows: 3, columns: 0)).nearest(2).indices == [1, 2, 0, 2, 0, 1])
  }

  @Test(arguments: [0.0, 1e5])
  func `Pairs within a radius come once each, also those exactly at it`(offset: Double) {
    let side = 40
    let grid = Matrix(
      rows: side * side, columns: 2,
      elements: (0..<(side * side)).flatMap {
        [Float($0 / side) + Float(offset), Float($0 % side)]
      })
    let distances = SquaredDistances(among: grid)
    let pairs = distances.tiles.flatMap { distances.pairs(in: $0, within: 2) }
    #expect(pairs.count == 2 * side * (side - 1) + 2 * (side - 1) * (side - 1))
    #expect(pairs.allSatisfy { $0.first < $0.second })
    #expect(Set(pairs.map { Int($0.first) * side * side + Int($0.second) }).count == pairs.count)
  }
}

@Suite("Column means")
struct ColumnMeansTests {
  @Test func `Means do not depend on the number of threads, nor on cancelling`() {
    var x = Matrix(rows: 5000, columns: 3, repeating: 1e8)
    for i in 0..<5000 { x[i, 1] = Float(i) }
    x[4999, 2] = -1e8
    let means = x.columnMeans()
    #expect(means == [1e8, 2499.5, 1e8 - 4e4])
    for threads in [2, 4] { #expect(x.columnMeans(threads: threads) == means) }
    #expect(Matrix(rows: 0, columns: 2).columnMeans() == [0, 0])
    let centred = x.subtracting([1e8, 0, 1], threads: 2)
    #expect(centred[7, 0] == 0)
    #expect(centred[7, 1] == 7)
    #expect(
      Matrix(rows: 2, columns: 2, elements: [3, 4, 0, 0]).squaredDistances(to: [0, 0]) == [25, 0])
  }
}
