import Clustering
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite("Ward's method")
struct WardTests {
  @Test func `Merges and heights are those of SciPy`() throws {
    let reference = try Reference()
    let tree = try Ward.fit(reference.matrix("x"), clusters: 1).tree
    #expect(
      tree.merges.flatMap { [$0.first, $0.second] } == (try reference.integers("ward/children")))
    #expect(tree.merges.map(\.size) == (try reference.integers("ward/sizes")))
    expectClose(tree.merges.map(\.height), try reference.reals("ward/heights"), relative: 1e-9)
  }

  @Test(arguments: [2, 4, 7])
  func `Cutting the tree gives SciPy's clusters`(k: Int) throws {
    let reference = try Reference()
    let fit = try Ward.fit(reference.matrix("x"), clusters: k)
    #expect(try fit.labels == renamed(reference.integers("ward/labels_\(k)")))
    #expect(fit.clusters == k)
  }

  @Test func `Distant blobs are found, and other rows go to the nearest centre`() throws {
    let (x, truth) = blobs(clusters: 5, size: 30, columns: 4)
    let fit = try Ward.fit(x, clusters: 5)
    #expect(fit.labels == truth)
    #expect(fit.assign(x, threads: 2) == truth)
  }

  @Test func `The squared heights add up to the sum of squares about the mean`() throws {
    let (x, _) = blobs(clusters: 3, size: 40, columns: 3)
    let tree = try Ward.fit(x, clusters: 1).tree
    var total = 0.0
    for column in 0..<3 {
      let values = (0..<x.rows).map { Double(x[$0, column]) }
      let mean = values.reduce(0, +) / Double(values.count)
      total += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    expectClose(
      [tree.merges.reduce(0) { $0 + $1.height * $1.height / 2 }], [total], relative: 1e-9)
    #expect(tree.merges.map(\.height) == tree.merges.map(\.height).sorted())
    #expect(tree.merges.last?.size == x.rows)
  }

  @Test func `Rows that coincide, and ties, end in a tree`() throws {
    let constant = try Ward.fit(Matrix(rows: 50, columns: 3, repeating: 0.7), clusters: 3)
    #expect(constant.tree.merges.allSatisfy { $0.height == 0 })
    #expect(Set(constant.labels) == [0, 1, 2])
    let grid = Matrix(
      rows: 64, columns: 2, elements: (0..<64).flatMap { [Float($0 / 8), Float($0 % 8)] })
    let square = try Ward.fit(grid, clusters: 4)
    #expect(square.tree.merges.count == 63)
    #expect(Set(square.labels).count == 4)
    #expect(try Ward.fit(Matrix(rows: 1, columns: 2), clusters: 1).labels == [0])
  }

  @Test func `Many rows are joined as a search through all pairs joins them`() throws {
    // More rows than are searched at a time, in clusters of several scales.
    var (x, _) = blobs(clusters: 30, size: 90, columns: 3)
    for row in 0..<300 { for t in 0..<3 { x[row, t] *= 0.01 } }
    let tree = try Ward.fit(x, clusters: 1, threads: 2).tree
    #expect(tree == (try Ward.fit(x, clusters: 1).tree))
    // Each height is what joining the means of its two clusters costs, and none is below the last.
    var sums = (0..<x.rows).map { row in (0..<3).map { Double(x[row, $0]) } }
    var sizes = [Double](repeating: 1, count: x.rows)
    for (index, merge) in tree.merges.enumerated() {
      let (a, b) = (merge.first, merge.second)
      let squared = (0..<3).reduce(0.0) {
        let difference = sums[a][$1] / sizes[a] - sums[b][$1] / sizes[b]
        return $0 + difference * difference
      }
      let height = (2 * sizes[a] * sizes[b] / (sizes[a] + sizes[b]) * squared).squareRoot()
      #expect(abs(merge.height - height) <= 1e-9 * (1 + height))
      if index > 0 { #expect(merge.height >= tree.merges[index - 1].height) }
      sums.append(zip(sums[a], sums[b]).map(+))
      sizes.append(sizes[a] + sizes[b])
    }
    // The first merge joins the nearest two rows of all.
    let nearest = SquaredDistances(among: x).nearest(1)
    #expect(tree.merges[0].height == (nearest.squaredDistances.min() ?? 0).squareRoot())
  }

  @Test func `More clusters than rows are refused in words`() {
    #expect {
      try Ward.fit(Matrix(rows: 2, columns: 2), clusters: 3)
    } throws: {
      "\($0)".contains("3 clusters were asked of 2 rows")
    }
  }
}
