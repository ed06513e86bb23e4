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
