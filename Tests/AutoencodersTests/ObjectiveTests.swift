import Autoencoders
import Foundation
import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Objectives")
struct ObjectiveTests {
  private let model: Autoencoder
  private let x: Matrix
  private let values: [Float]

  init() throws {
    model = try Autoencoder(
      shape: [6],
      Architecture(
        .dense([5]), latent: 4, BlockSettings(activation: .tanh), isVariational: true))
    var generator = Generator(seed: 4)
    x = Matrix(rows: 5, columns: 6, elements: (0..<30).map { _ in Float(generator.normal()) })
    values = (0..<model.layout.parameterCount).map { _ in Float(generator.normal() / 2) }
  }

  private func loss(
    _ objective: Objective, _ values: [Float]
  ) -> (loss: Loss, gradients: [Float]) {
    var pass = Pass(model.layout, seed: 2)
    var gradients = [Float](repeating: 0, count: values.count)
    let loss = model.loss(
      of: x, noise: model.noise(rows: 5, seed: 1, stream: "test"), objective,
      Parameters(model.layout, values: values), accumulatingInto: &gradients, &pass)
    return (loss, gradients)
  }

  private func checkGradient(_ objective: Objective) {
    let (_, gradients) = loss(objective, values)
    var generator = Generator(seed: 7)
    for _ in 0..<4 {
      let way = values.map { _ in Float(generator.normal()) }
      func moved(_ h: Float) -> Double {
        loss(objective, zip(values, way).map { $0 + h * $1 }).loss.total
      }
      let expected = (moved(0x1p-11) - moved(-0x1p-11)) / 0x1p-10
      let along = zip(gradients, way).map { Double($0) * Double($1) }
      let size = along.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(abs(along.reduce(0, +) - expected) < 5e-3 * size)
    }
  }

  @Test(arguments: Reduction.allCases)
  func `Free bits are the least that every dimension counts`(reduction: Reduction) {
    var objective = Objective(reduction: reduction, beta: 0.7)
    let plain = loss(objective, values).loss
    objective.freeBits = 100
    let free = loss(objective, values)
    // Four dimensions of 100 nats, in the unit of the reduction.
    let expected = 5 * 4 * 100 * reduction.weight(rows: 5, columns: 4)
    #expect(abs(free.loss.divergence - expected) < 1e-6 * expected)
    #expect(free.loss.reconstruction == plain.reconstruction)
    checkGradient(objective)
    objective.freeBits = 0.4
    let some = loss(objective, values).loss.divergence
    #expect(some > plain.divergence && some < free.loss.divergence)
    checkGradient(objective)
  }

  @Test(arguments: Reduction.allCases, [0.01, 1000.0])
  func `Capacity draws the divergence to itself, from either side`(
    reduction: Reduction, capacity: Double
  ) {
    var objective = Objective(reduction: reduction, beta: 0.7)
    objective.capacity = capacity
    let found = loss(objective, values).loss
    let target = reduction == .sum ? 5 * capacity : capacity
    let expected = found.reconstruction + 0.7 * abs(found.divergence - target)
    #expect(abs(found.total - expected) < 1e-9 * expected)
    checkGradient(objective)
  }

  @Test func `A learned variance of the error is that of the errors when it is best`() throws {
    let model = try Autoencoder(
      shape: [6],
      Architecture(
        .dense([]), latent: 2, BlockSettings(), isVariational: false, error: .gaussian))
    #expect(model.layout.parameters.last?.name == "output.log_variance")
    var parameters = Parameters(model.layout, seed: 3)
    func gradient(_ logVariance: Float) -> Float {
      parameters.values[parameters.values.count - 1] = logVariance
      var pass = Pass(model.layout, seed: 1)
      var gradients = [Float](repeating: 0, count: parameters.values.count)
      _ = model.loss(
        of: x, noise: Matrix(rows: 5, columns: 2), Objective(reduction: .mean, beta: 0), parameters,
        accumulatingInto: &gradients, &pass)
      return gradients[gradients.count - 1]
    }
    var pass = Pass(model.layout, seed: 1)
    let x̂ = model.decode(model.encode(x, parameters, &pass).mean, parameters, &pass)
    let variance = squaredError(x̂, x, weight: 1.0 / 30)
    let best = Float(log(variance))
    #expect(abs(gradient(best)) < 1e-5)
    #expect(gradient(best + 1) > 0 && gradient(best - 1) < 0)
  }
}
