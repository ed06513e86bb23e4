import HDF5
import LinearAlgebra
import Projection
import Randomness
import TestSupport
import Testing

/// Rows with a few strong directions: (n, d), rank min(n - 1, d) with probability 1.
private func sample(_ n: Int, _ d: Int, seed: UInt64 = 1) -> Matrix {
  var generator = Generator(seed: seed)
  let mixing = (0..<3 * d).map { _ in generator.normal() }
  var x = Matrix(rows: n, columns: d)
  for i in 0..<n {
    let source = (0..<3).map { Double(4 - $0) * generator.normal() }
    for j in 0..<d {
      let signal = (0..<3).reduce(0) { $0 + source[$1] * mixing[$1 * d + j] }
      x[i, j] = Float(signal + 0.3 * generator.normal() + 5)
    }
  }
  return x
}

private func columnVariance(_ x: Matrix, _ column: Int) -> Double {
  let values = (0..<x.rows).map { Double(x[$0, column]) }
  let mean = values.reduce(0, +) / Double(x.rows)
  return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.rows - 1)
}

@Suite("Principal components")
struct PrincipalComponentsTests {
  @Test(arguments: [(200, 12), (12, 200), (40, 40)])
  func `Components are orthonormal, ordered, and lead with a positive coefficient`(
    n: Int, d: Int
  ) throws {
    let x = sample(n, d)
    let found = try PrincipalComponents(of: x, components: min(n, d))
    let v = found.components
    #expect(v.rows == min(n - 1, d))
    let gram = v.times(v, .transposed)
    for i in 0..<v.rows {
      for j in 0..<v.rows { #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < 1e-5) }
      #expect(v.row(i).max { abs($0) < abs($1) }.map { $0 > 0 } == true)
    }
    #expect(found.explainedVariance == found.explainedVariance.sorted(by: >))
    #expect(abs(found.explainedVarianceRatio.reduce(0, +) - 1) < 1e-9)
  }

  @Test(arguments: [(200, 12), (12, 200)])
  func `Coordinates have the explained variances, and all of them give the data back`(
    n: Int, d: Int
  ) throws {
    let x = sample(n, d)
    let found = try PrincipalComponents(of: x, components: min(n, d))
    let coordinates = found.transform(x)
    for k in 0..<coordinates.columns {
      let expected = found.explainedVariance[k]
      #expect(abs(columnVariance(coordinates, k) - expected) < 1e-4 * expected)
    }
    let back = coordinates.times(found.components)
    for i in 0..<n {
      for j in 0..<d { #expect(abs(back[i, j] + found.mean[j] - x[i, j]) < 2e-4) }
    }
  }

  @Test(arguments: [("tall", 9), ("wide", 10)])
  func `Components, variances and coordinates are scikit-learn's, signs included`(
    name: String, count: Int
  ) throws {
    let file = try HDF5File(reading: fixture("projection/pca.h5"))
    let shape = try file.shape(of: "\(name)/x")
    let x = Matrix(rows: shape[0], columns: shape[1], elements: try file.read("\(name)/x"))
    let found = try PrincipalComponents(of: x, components: count)
    expectClose(found.mean, try file.reals("\(name)/mean"), relative: 1e-6)
    expectClose(
      found.components.elements, try file.reals("\(name)/components"), absolute: 1e-6)
    expectClose(
      found.explainedVariance, try file.reals("\(name)/explained_variance"), relative: 1e-9)
    expectClose(
      found.explainedVarianceRatio, try file.reals("\(name)/explained_variance_ratio"),
      absolute: 1e-9)
    expectClose(
      found.transform(x).elements, try file.reals("\(name)/transform"), relative: 1e-6)
  }

  @Test func `The covariance and the Gram matrix lead to the same components`() throws {
    // With every row twice, the same directions and proportions come from the other matrix.
    let x = sample(30, 40)
    let doubled = x.gathering(rows: (0..<60).map { $0 % 30 })
    let wide = try PrincipalComponents(of: x, components: 5)
    let tall = try PrincipalComponents(of: doubled, components: 5)
    for (a, b) in zip(wide.components.elements, tall.components.elements) {
      #expect(abs(a - b) < 1e-5)
    }
    for (a, b) in zip(wide.explainedVarianceRatio, tall.explainedVarianceRatio) {
      #expect(abs(a - b) < 1e-9)
    }
  }

  @Test func `No more components are given than the data has rank`() throws {
    let line = Matrix(rows: 4, columns: 3, elements: [0, 0, 1, 1, 2, 1, 2, 4, 1, 3, 6, 1])
    #expect(try PrincipalComponents(of: line, components: 3).components.rows == 1)
    let constant = Matrix(rows: 9, columns: 3, repeating: 0.1)
    let nothing = try PrincipalComponents(of: constant, components: 2)
    #expect(nothing.components.rows == 0)
    #expect(nothing.mean == [0.1, 0.1, 0.1])
    #expect(nothing.transform(constant).columns == 0)
    #expect(try PrincipalComponents(of: sample(1, 5), components: 2).components.rows == 0)
  }

  @Test(arguments: [(700, 300), (300, 9000)])
  func `The bits do not depend on the number of threads`(n: Int, d: Int) throws {
    let x = sample(n, d)
    let one = try PrincipalComponents(of: x, components: 4, threads: 1)
    let two = try PrincipalComponents(of: x, components: 4, threads: 2)
    #expect(one == two)
    #expect(one.transform(x, threads: 1) == two.transform(x, threads: 2))
  }

  @Test func `No rows and values that are not finite are refused in words`() {
    var x = sample(5, 3)
    x[3, 1] = .nan
    #expect {
      try PrincipalComponents(of: x, components: 1)
    } throws: {
      "\($0)".contains("row 4 of 5")
    }
    #expect(throws: ProjectionError.self) {
      try PrincipalComponents(of: Matrix(rows: 0, columns: 3), components: 1)
    }
  }
}

@Suite("Principal components by sampling")
struct SampledComponentsTests {
  @Test(arguments: [(300, 800), (900, 200)])
  func `Strong components are the exact ones, and all explain nearly as much`(
    n: Int, d: Int
  ) throws {
    let x = sample(n, d)
    var generator = Generator(seed: 1)
    let found = try PrincipalComponents(sampling: x, components: 20, using: &generator)
    let exact = try PrincipalComponents(of: x, components: 20)
    expectClose(found.mean, exact.mean.map(Double.init), absolute: 1e-5)
    // Three directions are strong, the others noise.
    expectClose(
      found.components.elements.prefix(3 * d),
      exact.components.elements.prefix(3 * d).map(Double.init),
      absolute: 1e-3)
    expectClose(
      found.explainedVariance.prefix(3), exact.explainedVariance.prefix(3), relative: 1e-5)
    for (a, b) in zip(found.explainedVariance, exact.explainedVariance) {
      #expect(a <= b * (1 + 1e-5) && a > 0.9 * b)
    }
    let gram = found.components.times(found.components, .transposed)
    for i in 0..<20 {
      for j in 0..<20 { #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < 1e-4) }
    }
    #expect(found.explainedVarianceRatio.reduce(0, +) < 1)
  }

  @Test
  func `The bits do not depend on threads; small data and bad data are as for the exact ones`()
    throws
  {
    let x = sample(200, 300)
    let found = try [1, 2].map { threads in
      var generator = Generator(seed: 1)
      return try PrincipalComponents(
        sampling: x, components: 8, using: &generator, threads: threads)
    }
    #expect(found[0] == found[1])
    var generator = Generator(seed: 1)
    let small = sample(20, 30)
    #expect(
      try PrincipalComponents(sampling: small, components: 5, using: &generator)
        == PrincipalComponents(of: small, components: 5))
    let same = try PrincipalComponents(
      sampling: Matrix(rows: 200, columns: 300, repeating: 3), components: 5, using: &generator)
    #expect(same.components.rows == 0)
    var broken = x
    broken[7, 9] = .nan
    #expect(throws: ProjectionError.self) {
      try PrincipalComponents(sampling: broken, components: 8, using: &generator)
    }
  }
}

@Suite("Neighbours of many rows")
struct NeighbourIndexTests {
  @Test func `Beyond 20,000 rows nearly all neighbours are found, and the same at any threads`()
    throws
  {
    var generator = Generator(seed: 3)
    let centres = (0..<50 * 8).map { _ in Float(3 * generator.normal()) }
    let x = Matrix(
      rows: 20_100, columns: 8,
      elements: (0..<20_100 * 8).map {
        centres[$0 / 8 % 50 * 8 + $0 % 8] + Float(generator.normal())
      })
    let graphs = [1, 2].map { FuzzyGraph(x, neighbours: 8, threads: $0) }
    #expect(graphs[0].nearest == graphs[1].nearest && graphs[0].scales == graphs[1].scales)
    let rows = stride(from: 0, to: x.rows, by: 50).map { $0 }
    let exact = SquaredDistances(from: x.gathering(rows: rows), to: x, threads: 2).nearest(2)
    // The first is the row itself.
    let found = zip(rows.indices, rows).count { place, row in
      abs(graphs[0].nearest[row] - exact.squaredDistances[2 * place + 1].squareRoot()) < 1e-5
    }
    #expect(Double(found) > 0.97 * Double(rows.count))
  }

  @Test func `Rows that coincide have neighbours, too`() {
    var x = Matrix(rows: 20_100, columns: 2, repeating: 1)
    x[7, 0] = 2
    let graph = FuzzyGraph(x, neighbours: 100, threads: 2)
    #expect(graph.nearest.count == 20_100 && graph.nearest[7] == 1)
    #expect(graph.pairs.allSatisfy { $0.row != $0.other })
  }
}
