import Clustering
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite("DBSCAN")
struct DensityClusteringTests {
  @Test(arguments: ["noise_only", "sparse", "usual", "one", "alone"])
  func `Labels and core rows are those of scikit-learn`(name: String) throws {
    let reference = try Reference()
    let settings = DensityClustering.Settings(
      radius: try reference.real("dbscan/\(name)/eps"),
      minimumRows: try reference.integers("dbscan/\(name)/min_samples")[0])
    let fit = try DensityClustering.fit(reference.matrix("x"), settings: settings, threads: 2)
    let labels = try reference.integers("dbscan/\(name)/labels")
    #expect(fit.labels == labels)
    #expect(fit.core == (try reference.integers("dbscan/\(name)/core")))
    #expect(fit.clusters == (labels.max() ?? -1) + 1)
  }

  @Test func `The elbow tells blobs from what lies between them`() throws {
    let (x, truth) = blobs(clusters: 4, size: 60, columns: 3)
    var elements = x.elements
    for value in [500, -500, 900] as [Float] { elements += [value, value, -value] }
    let fit = try DensityClustering.fit(Matrix(rows: 243, columns: 3, elements: elements))
    #expect(fit.labels.suffix(3) == [-1, -1, -1])
    #expect(fit.clusters == 4)
    let kept = truth.indices.filter { fit.labels[$0] >= 0 }
    #expect(kept.count > 200)
    #expect(renamed(kept.map { fit.labels[$0] }) == renamed(kept.map { truth[$0] }))
  }

  @Test func `Other rows join the nearest core row within the radius, or none`() throws {
    let line = Matrix(rows: 8, columns: 1, elements: [0, 1, 2, 3, 10, 11, 12, 50])
    let fit = try DensityClustering.fit(line, settings: .init(radius: 1, minimumRows: 2))
    #expect(fit.labels == [0, 0, 0, 0, 1, 1, 1, -1])
    let others = Matrix(rows: 5, columns: 1, elements: [-1, 4.5, 9.5, 50, 13])
    #expect(fit.assign(others, threads: 2) == [0, -1, 1, -1, 1])
  }

  @Test func `A row within reach of two clusters belongs to the first`() throws {
    // The row at 0 has three rows within 1, itself among them, and is not core.
    let x = Matrix(
      rows: 9, columns: 1, elements: [1, 1.5, 1.6, 1.7, 0, -1, -1.5, -1.6, -1.7])
    let fit = try DensityClustering.fit(x, settings: .init(radius: 1, minimumRows: 4))
    #expect(fit.labels == [0, 0, 0, 0, 0, 1, 1, 1, 1])
    #expect(!fit.core.contains(4))
  }

  @Test func `Distances equal to the radius are within it, wherever the rows lie`() throws {
    for offset in [0, 1000, -4096] as [Float] {
      let grid = Matrix(
        rows: 64, columns: 2,
        elements: (0..<64).flatMap { [Float($0 / 8) + offset, Float($0 % 8) - offset] })
      let fit = try DensityClustering.fit(grid, settings: .init(radius: 1, minimumRows: 5))
      #expect(fit.core.count == 36)
      #expect(fit.clusters == 1)
      #expect(fit.labels.count { $0 < 0 } == 4)
    }
  }

  @Test func `Rows that coincide, too few rows, and values that are not finite`() throws {
    let same = Matrix(rows: 20, columns: 3, repeating: 0.1)
    #expect(try DensityClustering.fit(same).labels == Array(repeating: 0, count: 20))
    let few = try DensityClustering.fit(Matrix(rows: 3, columns: 3, repeating: 1))
    #expect(few.labels == [-1, -1, -1])
    #expect(few.clusters == 0)
    #expect(few.assign(same, threads: 1) == Array(repeating: -1, count: 20))
    #expect(throws: ClusteringError.self) {
      try DensityClustering.fit(Matrix(rows: 9, columns: 1, repeating: .nan))
    }
  }

  @Test func `The result does not depend on the number of threads`() throws {
    let (x, _) = blobs(clusters: 3, size: 400, columns: 5)
    #expect(try DensityClustering.fit(x, threads: 1) == DensityClustering.fit(x, threads: 2))
  }
}
