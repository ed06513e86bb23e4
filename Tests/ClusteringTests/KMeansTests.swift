import Clustering
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite("K-means")
struct KMeansTests {
  @Test(arguments: ["one_iteration", "default", "no_tolerance", "empty_cluster"])
  func `Fixed starts lead where scikit-learn's do`(name: String) throws {
    let reference = try Reference()
    let settings =
      switch name {
      case "one_iteration": KMeans.Settings(iterations: 1)
      case "no_tolerance": KMeans.Settings(tolerance: 0)
      default: KMeans.Settings()
      }
    let fit = try KMeans.fit(
      reference.matrix("x"), from: reference.matrix("kmeans/\(name)/start"), settings: settings)
    #expect(fit.labels == (try reference.integers("kmeans/\(name)/labels")))
    #expect(fit.iterations == (try reference.integers("kmeans/\(name)/iterations"))[0])
    expectClose(
      fit.centres.elements, try reference.reals("kmeans/\(name)/centres"), relative: 1e-6)
    expectClose([fit.inertia], try reference.reals("kmeans/\(name)/inertia"), relative: 1e-6)
  }

  @Test func `Distant blobs are found, and other rows go to theirs`() throws {
    let (x, truth) = blobs(clusters: 6, size: 40, columns: 5)
    var generator = Generator(seed: 42)
    let fit = try KMeans.fit(x, clusters: 6, using: &generator)
    #expect(renamed(fit.labels) == renamed(truth))
    #expect(fit.converged)
    #expect(fit.assign(x, threads: 2) == fit.labels)
  }

  @Test func `Labels are those of the nearest centres, and centres the means of their rows`() throws
  {
    let (x, _) = blobs(clusters: 3, size: 50, columns: 4)
    var generator = Generator(seed: 1)
    let fit = try KMeans.fit(
      x, clusters: 5, settings: .init(tolerance: 0), using: &generator)
    for cluster in 0..<5 {
      let rows = fit.labels.indices.filter { fit.labels[$0] == cluster }
      #expect(!rows.isEmpty)
      for column in 0..<4 {
        let mean = rows.reduce(0) { $0 + Double(x[$1, column]) } / Double(rows.count)
        #expect(abs(mean - Double(fit.centres[cluster, column])) < 1e-4)
      }
    }
  }

  @Test func `The same seed gives the same bits at any number of threads`() throws {
    let (x, _) = blobs(clusters: 3, size: 1500, columns: 70)
    var (one, two) = (Generator(seed: 9), Generator(seed: 9))
    let settings = KMeans.Settings(starts: 2)
    let first = try KMeans.fit(x, clusters: 7, settings: settings, using: &one, threads: 1)
    let second = try KMeans.fit(x, clusters: 7, settings: settings, using: &two, threads: 2)
    #expect(first == second)
    #expect(one == two)
  }

  @Test
  func `Rows that coincide share a cluster, even where there are fewer of them than clusters`()
    throws
  {
    let x = Matrix(rows: 5, columns: 1, elements: [1, 1, 1, 3, 3])
    var generator = Generator(seed: 3)
    let fit = try KMeans.fit(x, clusters: 4, using: &generator)
    #expect(renamed(fit.labels) == [0, 0, 0, 1, 1])
    #expect(fit.inertia == 0)
    let constant = try KMeans.fit(
      Matrix(rows: 3, columns: 2, repeating: 0.3), clusters: 2, using: &generator)
    #expect(renamed(constant.labels) == [0, 0, 0])
  }

  @Test func `A cluster for every row, and a single one, are both possible`() throws {
    let (x, _) = blobs(clusters: 4, size: 2, columns: 3)
    var generator = Generator(seed: 3)
    #expect(try renamed(KMeans.fit(x, clusters: 8, using: &generator).labels) == Array(0..<8))
    #expect(
      try KMeans.fit(x, clusters: 1, using: &generator).labels == Array(repeating: 0, count: 8))
  }

  @Test func `More clusters than rows, and values that are not finite, are refused in words`()
    throws
  {
    var generator = Generator(seed: 3)
    #expect {
      try KMeans.fit(Matrix(rows: 3, columns: 2), clusters: 4, using: &generator)
    } throws: {
      "\($0)".contains("4 clusters were asked of 3 rows")
    }
    for value in [Float.nan, .infinity, 1e20] {
      var x = Matrix(rows: 3, columns: 2)
      x[1, 1] = value
      #expect {
        try KMeans.fit(x, clusters: 2, using: &generator)
      } throws: {
        "\($0)".contains("row 2 of 3")
      }
    }
  }
}
