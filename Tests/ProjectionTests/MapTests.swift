import Foundation
import HDF5
import LinearAlgebra
import Projection
import Randomness
import TestSupport
import Testing

private func matrix(_ name: String) throws -> Matrix {
  let file = try HDF5File(reading: fixture("projection/maps.h5"))
  let shape = try file.shape(of: name)
  return Matrix(rows: shape[0], columns: shape[1], elements: try file.read(name))
}

private func reals(_ name: String) throws -> [Double] {
  try HDF5File(reading: fixture("projection/maps.h5")).reals(name)
}

/// Groups of rows far apart: (groups · size, d), in turn.
private func blobs(_ groups: Int, of size: Int, d: Int = 10, apart: Double = 6) -> Matrix {
  var generator = Generator(seed: 9)
  let centres = (0..<groups * d).map { _ in apart * generator.normal() }
  var x = Matrix(rows: groups * size, columns: d)
  for row in 0..<x.rows {
    for t in 0..<d { x[row, t] = Float(centres[row % groups * d + t] + generator.normal()) }
  }
  return x
}

/// The share of the nearest rows of each row in a map that are also of its group.
private func purity(_ map: Matrix, groups: Int, neighbours: Int = 5) -> Double {
  let found = SquaredDistances(among: map).nearest(neighbours)
  let own = found.indices.indices.count { $0 / neighbours % groups == found.indices[$0] % groups }
  return Double(own) / Double(found.indices.count)
}

@Suite("t-SNE")
struct TSNETests {
  @Test(arguments: [5.0, 20])
  func `Divergence and gradient are scikit-learn's`(perplexity: Double) throws {
    let group = "tsne/\(Int(perplexity))"
    let (x, y) = (try matrix("x"), try matrix("\(group)/y"))
    let objective = try TSNE.Objective(x, perplexity: perplexity, angle: 0)
    #expect(abs(objective.divergence(at: y) - (try reals("\(group)/divergence"))[0]) < 1e-5)
    expectClose(
      objective.gradient(at: y).elements, try reals("\(group)/gradient"), relative: 1e-5)
  }

  @Test func `The gradient is the divergence's slope`() throws {
    let (x, y) = (try matrix("x"), try matrix("tsne/20/y"))
    let objective = try TSNE.Objective(x, perplexity: 10, angle: 0)
    let gradient = objective.gradient(at: y)
    var generator = Generator(seed: 2)
    for _ in 0..<5 {
      let direction = y.elements.map { _ in Float(generator.normal()) }
      func divergence(_ step: Float) -> Double {
        var moved = y
        for i in direction.indices { moved.elements[i] += step * direction[i] }
        return objective.divergence(at: moved)
      }
      let slope = (divergence(0.01) - divergence(-0.01)) / 0.02
      let expected = zip(gradient.elements, direction).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1)
      }
      #expect(abs(slope - expected) < 1e-3 * max(1, abs(expected)))
    }
  }

  @Test func `Taking far points together changes the gradient a little`() throws {
    let x = blobs(6, of: 50)
    var generator = Generator(seed: 3)
    let y = Matrix(
      rows: 300, columns: 2, elements: (0..<600).map { _ in Float(20 * generator.normal()) })
    let exact = try TSNE.Objective(x, perplexity: 99, angle: 0).gradient(at: y)
    let coarse = try TSNE.Objective(x, perplexity: 99, angle: 0.5).gradient(at: y)
    expectClose(coarse.elements, exact.elements.map(Double.init), relative: 0.01)
    // Few neighbours leave far similarities out, which are small.
    let sparse = try TSNE.Objective(x, perplexity: 10, angle: 0.5).gradient(at: y)
    let dense = try TSNE.Objective(x, perplexity: 10, angle: 0).gradient(at: y)
    expectClose(sparse.elements, dense.elements.map(Double.init), relative: 0.01)
  }

  @Test func `From the same start it gets as far as scikit-learn`() throws {
    var generator = Generator(seed: 1)
    let found = try TSNE.fit(
      matrix("x"), settings: .init(perplexity: 20, angle: 0, learningRate: 50),
      from: matrix("tsne/start"), using: &generator)
    #expect(abs(found.divergence - (try reals("tsne/divergence"))[0]) < 0.02)
  }

  @Test func `Groups stay together, and the bits do not depend on threads`() throws {
    let x = blobs(5, of: 60)
    let maps = try [1, 2, 3].map { threads in
      var generator = Generator(seed: 1)
      return try TSNE.fit(
        x, settings: .init(iterations: 400), using: &generator, threads: threads)
    }
    #expect(purity(maps[0].coordinates, groups: 5) == 1)
    #expect(maps[0] == maps[1] && maps[0] == maps[2])
  }

  @Test(arguments: [(1, 3), (2, 3), (3, 2), (5, 1), (40, 1)])
  func `Few rows and few columns have a map, too`(n: Int, d: Int) throws {
    var generator = Generator(seed: 1)
    let x = Matrix(rows: n, columns: d, elements: (0..<n * d).map { Float($0 % 7) })
    let found = try TSNE.fit(x, settings: .init(iterations: 300), using: &generator)
    #expect(found.coordinates.rows == n && found.coordinates.firstNonFiniteRow == nil)
  }

  @Test func `Rows that all coincide have a map; values that are not finite have none`() throws {
    var generator = Generator(seed: 1)
    let same = Matrix(rows: 30, columns: 4, repeating: 0.7)
    #expect(
      try TSNE.fit(same, settings: .init(iterations: 300), using: &generator)
        .coordinates.firstNonFiniteRow == nil)
    var broken = same
    broken[3, 1] = .nan
    #expect(throws: ProjectionError.self) { try TSNE.fit(broken, using: &generator) }
    #expect(throws: ProjectionError.self) {
      try TSNE.Objective(Matrix(rows: 20_000, columns: 1), perplexity: 30, angle: 0)
    }
  }
}

@Suite("UMAP")
struct UMAPTests {
  @Test func `Scales and memberships are umap-learn's`() throws {
    let graph = FuzzyGraph(try matrix("x"), neighbours: 12)
    expectClose(graph.nearest, try reals("umap/nearest"), relative: 1e-6)
    expectClose(graph.scales, try reals("umap/scales"), relative: 1e-5)
    let file = try HDF5File(reading: fixture("projection/maps.h5"))
    let pairs = graph.pairs
    #expect(pairs.map(\.row) == (try file.integers("umap/row")))
    #expect(pairs.map(\.other) == (try file.integers("umap/other")))
    expectClose(pairs.map(\.membership), try reals("umap/membership"), absolute: 1e-5)
  }

  @Test(arguments: [(0.1, 1.0), (0, 1), (0.5, 1), (0.25, 2)])
  func `The curve is umap-learn's`(least: Double, spread: Double) throws {
    let curve = LayoutCurve(leastDistance: least, spread: spread)
    expectClose([curve.a, curve.b], try reals("umap/curves/\(least)_\(spread)"), relative: 1e-5)
  }

  @Test(arguments: [2, 3, 5])
  func `Groups stay together in two dimensions and more, and the bits do not depend on threads`(
    dimensions: Int
  ) throws {
    let x = blobs(5, of: 60)
    let maps = try [1, 2, 3].map { threads in
      var generator = Generator(seed: 1)
      return try UMAP.fit(
        x, settings: .init(dimensions: dimensions), using: &generator, threads: threads)
    }
    #expect(purity(maps[0].coordinates, groups: 5) > 0.99)
    #expect(maps[0] == maps[1] && maps[0] == maps[2])
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `A closed curve stays closed: the start keeps what is far apart apart`(seed: UInt64) throws {
    var x = Matrix(rows: 400, columns: 3)
    for row in 0..<400 {
      let angle = 2 * Double.pi * Double(row) / 400
      (x[row, 0], x[row, 1]) = (Float(10 * cos(angle)), Float(10 * sin(angle)))
    }
    var generator = Generator(seed: seed)
    let map = try UMAP.fit(x, using: &generator).coordinates
    func distance(_ a: Int, _ b: Int) -> Float {
      let (dx, dy) = (map[a, 0] - map[b, 0], map[a, 1] - map[b, 1])
      return (dx * dx + dy * dy).squareRoot()
    }
    let near = (0..<400).map { distance($0, ($0 + 1) % 400) }.max() ?? 0
    let far = (0..<400).map { distance($0, ($0 + 200) % 400) }.min() ?? 0
    #expect(far > 3 * near)
  }

  @Test(arguments: [(0, 2), (1, 2), (2, 2), (3, 1), (4, 3)])
  func `Few rows have a map, too`(n: Int, d: Int) throws {
    var generator = Generator(seed: 1)
    let x = Matrix(rows: n, columns: d, elements: (0..<n * d).map { Float($0 * $0 % 7) })
    let map = try UMAP.fit(x, using: &generator).coordinates
    #expect(map.rows == n && map.columns == 2 && map.firstNonFiniteRow == nil)
  }

  @Test func `Rows that all coincide have a map; values that are not finite have none`() throws {
    var generator = Generator(seed: 1)
    var x = Matrix(rows: 30, columns: 4, repeating: 0.7)
    #expect(try UMAP.fit(x, using: &generator).coordinates.firstNonFiniteRow == nil)
    x[3, 1] = .infinity
    #expect(throws: ProjectionError.self) { try UMAP.fit(x, using: &generator) }
  }
}
