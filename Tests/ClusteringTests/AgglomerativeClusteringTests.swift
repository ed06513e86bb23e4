import Clustering
import LinearAlgebra
import TestSupport
import Testing

@Suite("Single, complete and average linkage")
struct AgglomerativeClusteringTests {
  @Test(arguments: AgglomerativeClustering.Linkage.allCases)
  func `Merges, heights and clusters are those of SciPy`(
    linkage: AgglomerativeClustering.Linkage
  ) throws {
    let reference = try Reference()
    let fit = try AgglomerativeClustering.fit(
      reference.matrix("x"), clusters: 5, linkage: linkage)
    let name = linkage.rawValue
    #expect(
      fit.tree.merges.flatMap { [$0.first, $0.second] }
        == (try reference.integers("\(name)/children")))
    expectClose(
      fit.tree.merges.map(\.height), try reference.reals("\(name)/heights"), relative: 1e-9)
    #expect(try fit.labels == renamed(reference.integers("\(name)/labels")))
  }

  @Test(arguments: AgglomerativeClustering.Linkage.allCases)
  func `Rows that coincide, and ties, end in a tree`(
    linkage: AgglomerativeClustering.Linkage
  ) throws {
    let constant = try AgglomerativeClustering.fit(
      Matrix(rows: 40, columns: 2, repeating: 0.3), clusters: 3, linkage: linkage)
    #expect(constant.tree.merges.allSatisfy { $0.height == 0 })
    #expect(Set(constant.labels) == [0, 1, 2])
    let grid = Matrix(
      rows: 36, columns: 2, elements: (0..<36).flatMap { [Float($0 / 6), Float($0 % 6)] })
    let square = try AgglomerativeClustering.fit(grid, clusters: 4, linkage: linkage)
    #expect(square.tree.merges.count == 35)
    #expect(square.tree.merges.map(\.height) == square.tree.merges.map(\.height).sorted())
    let single = try AgglomerativeClustering.fit(
      Matrix(rows: 1, columns: 2), clusters: 1, linkage: linkage)
    #expect(single.labels == [0])
  }

  @Test func `Distances that would not fit into memory are refused with the estimate`() {
    #expect {
      try AgglomerativeClustering.fit(
        Matrix(rows: 40_000, columns: 1), clusters: 2, linkage: .average)
    } throws: {
      "\($0)".contains("about 5 GiB")
    }
  }
}
