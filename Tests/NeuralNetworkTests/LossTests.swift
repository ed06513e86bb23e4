import LinearAlgebra
import NeuralNetwork
import Randomness
import Testing

@Suite("Squared error")
struct LossTests {
  private func random(_ seed: UInt64) -> Matrix {
    var generator = Generator(seed: seed)
    return Matrix(
      rows: 7, columns: 5000, elements: (0..<35_000).map { _ in Float(generator.normal()) })
  }

  @Test func `Reductions weigh an element by what they say`() {
    #expect(Reduction.elbo.weight(rows: 4, columns: 10) == 0.25)
    #expect(Reduction.mean.weight(rows: 4, columns: 10) == 0.025)
    #expect(Reduction.sum.weight(rows: 4, columns: 10) == 1)
    let (a, b) = (
      Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]), Matrix(rows: 2, columns: 2)
    )
    #expect(squaredError(a, b, weight: Reduction.elbo.weight(rows: 2, columns: 2)) == 15)
  }

  @Test func `The gradient is the derivative, with the same bits at any number of threads`() {
    let (x, target, way) = (random(1), random(2), random(3))
    #expect(
      squaredError(x, target, weight: 0.3) == squaredError(x, target, weight: 0.3, threads: 3))
    var (gradient, again) = (x, x)
    replaceBySquaredErrorGradient(&gradient, target, weight: 0.3)
    replaceBySquaredErrorGradient(&again, target, weight: 0.3, threads: 3)
    #expect(gradient == again)
    func loss(_ h: Float) -> Double {
      let moved = zip(x.elements, way.elements).map { $0 + h * $1 }
      return squaredError(
        Matrix(rows: 7, columns: 5000, elements: moved), target, weight: 0.3)
    }
    let expected = (loss(0.125) - loss(-0.125)) / 0.25
    let found = zip(gradient.elements, way.elements).reduce(0) {
      $0 + Double($1.0) * Double($1.1)
    }
    #expect(abs(found - expected) < 1e-4 * abs(expected) + 1e-2)
  }
}
