import Clustering
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite("Gaussian mixture")
struct GaussianMixtureTests {
  private func start(_ reference: borrowing Reference) throws -> MixtureDensity {
    try MixtureDensity(
      weights: reference.reals("mixture/weights"), means: reference.reals("mixture/means"),
      covariances: reference.reals("mixture/covariances"))
  }

  @Test func `Densities and responsibilities are scikit-learn's`() throws {
    let reference = try Reference()
    let step = try start(reference).expectation(reference.matrix("x"))
    expectClose(
      step.logDensities, try reference.reals("mixture/log_densities"), absolute: 1e-9)
    expectClose(
      step.responsibilities, try reference.reals("mixture/responsibilities"), absolute: 1e-9)
  }

  @Test(arguments: [("one_step", 1), ("fit", 200)])
  func `From given parameters, EM leads where scikit-learn's does`(
    name: String, iterations: Int
  ) throws {
    let reference = try Reference()
    let fit = try GaussianMixture.fit(
      reference.matrix("x"), from: start(reference), settings: .init(iterations: iterations))
    let group = "mixture/\(name)"
    #expect(fit.iterations == (try reference.integers("\(group)/iterations"))[0])
    #expect(fit.labels == (try reference.integers("\(group)/labels")))
    expectClose(fit.density.weights, try reference.reals("\(group)/weights"), relative: 1e-8)
    expectClose(fit.density.means, try reference.reals("\(group)/means"), relative: 1e-8)
    expectClose(
      fit.density.covariances, try reference.reals("\(group)/covariances"), relative: 1e-8)
    expectClose([fit.lowerBound], try reference.reals("\(group)/lower_bound"), relative: 1e-9)
    expectClose(
      [fit.bayesianInformationCriterion], try reference.reals("\(group)/bic"), relative: 1e-9)
    expectClose(
      [fit.akaikeInformationCriterion], try reference.reals("\(group)/aic"), relative: 1e-9)
  }

  @Test(
    arguments: [CovarianceShape.tied, .diagonal, .spherical], [("one_step", 1), ("fit", 200)])
  func `Covariances of every shape lead where scikit-learn's do`(
    shape: CovarianceShape, step: (name: String, iterations: Int)
  ) throws {
    let reference = try Reference()
    let group = "mixture_\(shape.rawValue)"
    let start = try MixtureDensity(
      weights: reference.reals("mixture/weights"), means: reference.reals("mixture/means"),
      shape: shape, covariances: reference.reals("\(group)/start"))
    let fit = try GaussianMixture.fit(
      reference.matrix("x"), from: start,
      settings: .init(shape: shape, iterations: step.iterations), threads: 2)
    func reals(_ name: String) throws -> [Double] {
      try reference.reals("\(group)/\(step.name)/\(name)")
    }
    #expect(fit.iterations == (try reference.integers("\(group)/\(step.name)/iterations"))[0])
    #expect(fit.labels == (try reference.integers("\(group)/\(step.name)/labels")))
    expectClose(fit.density.weights, try reals("weights"), relative: 1e-8)
    expectClose(fit.density.means, try reals("means"), relative: 1e-8)
    expectClose(fit.density.covariances, try reals("covariances"), relative: 1e-8)
    expectClose([fit.lowerBound], try reals("lower_bound"), relative: 1e-9)
    expectClose([fit.bayesianInformationCriterion], try reals("bic"), relative: 1e-9)
    expectClose([fit.akaikeInformationCriterion], try reals("aic"), relative: 1e-9)
  }

  @Test func `Random starts differ, and the best of them finds distant blobs`() throws {
    let (x, truth) = blobs(clusters: 3, size: 50, columns: 2)
    var generator = Generator(seed: 5)
    let fit = try GaussianMixture.fit(
      x, clusters: 3, settings: .init(start: .random, starts: 20), using: &generator)
    #expect(renamed(fit.labels) == renamed(truth))
  }

  @Test func `Distant blobs are found, and other rows go to theirs`() throws {
    let (x, truth) = blobs(clusters: 4, size: 60, columns: 3)
    var generator = Generator(seed: 5)
    let fit = try GaussianMixture.fit(x, clusters: 4, using: &generator)
    #expect(renamed(fit.labels) == renamed(truth))
    #expect(fit.assign(x, threads: 2) == fit.labels)
    #expect(abs(fit.density.weights.reduce(0, +) - 1) < 1e-12)
    #expect(fit.density.regularization == 1e-6)
  }

  @Test func `Each iteration raises the likelihood`() throws {
    let reference = try Reference()
    let x = try reference.matrix("x")
    var last = -Double.infinity
    for iterations in 1...8 {
      let fit = try GaussianMixture.fit(
        x, from: start(reference), settings: .init(iterations: iterations, tolerance: 0))
      #expect(fit.lowerBound > last)
      last = fit.lowerBound
    }
  }

  @Test func `Fewer rows than columns are regularized`() throws {
    let (x, truth) = blobs(clusters: 3, size: 8, columns: 40)
    var generator = Generator(seed: 5)
    let fit = try GaussianMixture.fit(x, clusters: 3, using: &generator)
    #expect(renamed(fit.labels) == renamed(truth))
    #expect(fit.logLikelihood.isFinite)
    #expect(fit.density.covariances.allSatisfy { $0.isFinite })
  }

  @Test func `A covariance that is not positive definite takes as much regularization as it needs`()
    throws
  {
    let density = try MixtureDensity(
      weights: [1], means: [0, 0], covariances: [1, 2, 2, 1], regularization: 1e-6)
    #expect(density.regularization > 1e-6)
    #expect(density.covariances[0] == 1 + density.regularization)
    let x = Matrix(rows: 6, columns: 3, repeating: 1e6)
    var generator = Generator(seed: 5)
    let constant = try GaussianMixture.fit(
      x, clusters: 2, settings: .init(regularization: 0), using: &generator)
    #expect(Set(constant.labels).count == 1)
    #expect(constant.density.regularization > 0)
    #expect(throws: ClusteringError.self) {
      try MixtureDensity(weights: [1], means: [0], covariances: [.nan])
    }
  }

  @Test func `The same seed gives the same bits at any number of threads`() throws {
    let (x, _) = blobs(clusters: 3, size: 700, columns: 20)
    var (one, two) = (Generator(seed: 9), Generator(seed: 9))
    let settings = GaussianMixture.Settings(starts: 2, iterations: 5)
    let first = try GaussianMixture.fit(x, clusters: 4, settings: settings, using: &one, threads: 1)
    let second = try GaussianMixture.fit(
      x, clusters: 4, settings: settings, using: &two, threads: 2)
    #expect(first == second)
  }

  @Test func `Many rows are fitted as few are, though their products are single`() throws {
    // More than 2²⁰ numbers; the same rows in quarters stay below.
    let (x, _) = blobs(clusters: 2, size: 10_000, columns: 60)
    let identity = (0..<3600).map { $0 / 60 == $0 % 60 ? 400.0 : 0 }
    let start = try MixtureDensity(
      weights: [0.5, 0.5], means: x.elements.prefix(120).map { Double($0) },
      covariances: identity + identity)
    let all = start.expectation(x, threads: 2)
    let first = start.expectation(x.gathering(rows: Array(0..<100)))
    expectClose(Array(all.logDensities.prefix(100)), first.logDensities, relative: 1e-6)
    let fit = try GaussianMixture.fit(x, from: start, settings: .init(iterations: 2))
    let labels = fit.labels
    let (n, d) = (Double(labels.count { $0 == 0 }), 60)
    // Distant blobs: the first covariance is that of the rows of the first cluster.
    let rows = labels.indices.filter { labels[$0] == 0 }
    for (t, u) in [(0, 0), (5, 5), (7, 3)] {
      let means = [t, u].map { column in
        rows.reduce(0) { $0 + Double(x[$1, column]) } / n
      }
      let expected = rows.reduce(0) {
        $0 + (Double(x[$1, t]) - means[0]) * (Double(x[$1, u]) - means[1])
      }
      #expect(abs(fit.density.covariances[t * d + u] - expected / n - (t == u ? 1e-6 : 0)) < 1e-5)
    }
  }

  @Test func `More covariances than memory are refused with an estimate`() {
    let x = Matrix(rows: 3, columns: 20_000)
    var generator = Generator(seed: 9)
    #expect {
      try GaussianMixture.fit(x, clusters: 2, using: &generator)
    } throws: {
      "\($0)".contains("GiB")
    }
  }
}
