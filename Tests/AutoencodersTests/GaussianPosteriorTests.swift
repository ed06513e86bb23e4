import Autoencoders
import Foundation
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Gaussian posterior")
struct GaussianPosteriorTests {
  @Test func `The divergence is 0 at the prior and positive elsewhere`() {
    #expect(GaussianPosterior(Matrix(rows: 3, columns: 8)).divergences() == [0, 0, 0, 0])
    var generator = Generator(seed: 1)
    for _ in 0..<100 {
      let values = (0..<6).map { _ in Float(generator.normal() * 1e-3) }
      #expect(
        GaussianPosterior(Matrix(rows: 1, columns: 6, elements: values)).divergences()
          .allSatisfy { $0 > 0 })
    }
  }

  @Test func `The divergence is the closed form`() {
    let posterior = GaussianPosterior(
      Matrix(rows: 1, columns: 4, elements: [0.5, -2, log(Float(4)), log(Float(0.25))]))
    let expected = [0.5 * (0.25 + 4 - 1 - log(4)), 0.5 * (4 + 0.25 - 1 - log(0.25))]
    expectClose(posterior.divergences(), expected, absolute: 1e-6)
  }

  @Test func `Samples have the posterior's mean and deviation`() {
    var workspace = Workspace()
    let posterior = GaussianPosterior(Matrix(rows: 1, columns: 2, elements: [3, log(Float(0.25))]))
    let above = posterior.sample(noise: Matrix(rows: 1, columns: 1, repeating: 1), &workspace)
    let below = posterior.sample(noise: Matrix(rows: 1, columns: 1, repeating: -2), &workspace)
    #expect(abs(above[0, 0] - 3.5) < 1e-6 && abs(below[0, 0] - 2) < 1e-6)
  }

  @Test
  func `A log variance out of bounds stays finite, and only a gradient that leads back passes`() {
    var workspace = Workspace()
    let values = Matrix(rows: 1, columns: 4, elements: [0, 0, 500, -500])
    let noise = Matrix(rows: 1, columns: 2, repeating: 1)
    let posterior = GaussianPosterior(values)
    #expect(posterior.divergences().allSatisfy { $0.isFinite })
    #expect(posterior.sample(noise: noise, &workspace).elements.allSatisfy { $0.isFinite })
    // The divergence alone leads back at both ends.
    let divergence = posterior.divergenceGradient(weights: [1, 1], &workspace)
    let back = posterior.gradient(
      Matrix(rows: 1, columns: 2), noise: noise, adding: divergence, &workspace)
    #expect(back[0, 2] > 0 && back[0, 3] < 0)
    // A reconstruction that asks for yet more, or yet less, is not followed.
    let out = GaussianPosterior(values).gradient(
      Matrix(rows: 1, columns: 2, elements: [-1, 1]), noise: noise,
      adding: Matrix(rows: 1, columns: 4), &workspace)
    #expect(out[0, 2] == 0 && out[0, 3] == 0)
  }
}
