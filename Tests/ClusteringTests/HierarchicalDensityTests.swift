import Clustering
import LinearAlgebra
import TestSupport
import Testing

@Suite("HDBSCAN")
struct HierarchicalDensityTests {
  @Test(arguments: ["usual", "large", "smooth", "alone"])
  func `Clusters and how strongly rows belong to them are scikit-learn's`(name: String) throws {
    let reference = try Reference()
    let settings = HierarchicalDensityClustering.Settings(
      minimumSize: try reference.integers("hdbscan/\(name)/min_cluster_size")[0],
      minimumRows: try reference.integers("hdbscan/\(name)/min_samples")[0])
    let fit = try HierarchicalDensityClustering.fit(reference.matrix("x"), settings: settings)
    let labels = try reference.integers("hdbscan/\(name)/labels")
    #expect(renamedButNoise(fit.labels) == renamedButNoise(labels))
    #expect(fit.clusters == (labels.max() ?? -1) + 1)
    expectClose(
      fit.probabilities, try reference.reals("hdbscan/\(name)/probabilities"), absolute: 1e-9)
  }

  /// Labels renamed in the order of their first rows, noise aside.
  private func renamedButNoise(_ labels: [Int]) -> [Int] {
    let kept = labels.filter { $0 >= 0 }
    var names = renamed(kept).makeIterator()
    return labels.map { $0 < 0 ? -1 : names.next() ?? -1 }
  }

  @Test func `Blobs of different densities are found, and what lies between them is noise`() throws
  {
    let (near, _) = blobs(clusters: 1, size: 60, columns: 3)
    let (far, _) = blobs(clusters: 1, size: 60, columns: 3, seed: 7)
    var elements = near.elements + far.elements.map { 500 + 10 * $0 }
    elements += [-3000, 0, 0, 0, 5000, 0]
    let x = Matrix(rows: 122, columns: 3, elements: elements)
    let fit = try HierarchicalDensityClustering.fit(x, settings: .init(minimumSize: 20))
    #expect(fit.clusters == 2)
    #expect(fit.labels.suffix(2) == [-1, -1])
    #expect(Set(fit.labels[0..<60].filter { $0 >= 0 }).count == 1)
    #expect(fit.labels[..<120].count { $0 >= 0 } > 100)
    #expect(fit.assign(x, threads: 2)[0] == fit.labels[0])
  }

  @Test func `Rows that coincide are clusters of their own; too few rows are noise`() throws {
    var x = Matrix(rows: 30, columns: 2, repeating: 0.1)
    for row in 15..<30 { x[row, 0] = 9 }
    let fit = try HierarchicalDensityClustering.fit(x)
    #expect(renamed(fit.labels) == Array(repeating: 0, count: 15) + Array(repeating: 1, count: 15))
    #expect(fit.probabilities.allSatisfy { $0 == 1 })
    let few = try HierarchicalDensityClustering.fit(x.gathering(rows: [0, 1, 2]))
    #expect(few.labels == [-1, -1, -1])
    #expect(few.assign(x, threads: 1) == Array(repeating: -1, count: 30))
  }
}
