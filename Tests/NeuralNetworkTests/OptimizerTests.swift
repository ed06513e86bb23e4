import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Optimisers and schedules")
struct OptimizerTests {
  @Test(arguments: [("adamw", WeightDecay.decoupled(0.05)), ("adam", .penalty(0.05))])
  func `Three clipped steps give the reference values`(rule: String, decay: WeightDecay) throws {
    let reference = try Reference("adam")
    var parameters = try reference.reals("start").map { Float($0) }
    var optimizer = AdamW(count: parameters.count, learningRate: 1e-2, weightDecay: decay)
    for step in 1...3 {
      var gradient = try reference.reals("gradient_\(step)").map { Float($0) }
      let norm = euclideanNorm(gradient)
      try expectClose([norm], reference.reals("norm_\(step)"), relative: 1e-7)
      optimizer.step(&parameters, &gradient, scale: clippingScale(norm: norm, limit: 2))
      try expectClose(parameters, reference.reals("\(rule)_\(step)"), relative: 1e-6)
      #expect(gradient.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: [
    ("plain", 0, false, 0), ("momentum", 0.9, false, 0.01), ("nesterov", 0.9, true, 0.01),
  ])
  func `Three clipped steps of gradient descent are PyTorch's`(
    name: String, momentum: Double, isNesterov: Bool, decay: Double
  ) throws {
    let reference = try Reference("descent", file: "training/training")
    var parameters = try reference.reals("start").map { Float($0) }
    let gradients = try reference.matrix("gradients", columns: 17)
    let expected = try reference.reals(name)
    var optimizer = Optimizer(
      GradientDescent(
        learningRate: 0.1, momentum: momentum, isNesterov: isNesterov, weightDecay: decay,
        velocity: [Float](repeating: 0, count: 17)))
    for step in 0..<3 {
      var gradient = gradients.row(step)
      let scale = clippingScale(norm: euclideanNorm(gradient), limit: 2)
      optimizer.step(&parameters, &gradient, scale: scale)
      expectClose(parameters, expected[(step * 17)..<(step * 17 + 17)], relative: 1e-6)
      #expect(gradient.allSatisfy { $0 == 0 } && optimizer.steps == step + 1)
    }
    #expect(optimizer.memory.count == 1 && optimizer.learningRate == 0.1)
  }

  @Test func `Rates by epoch are PyTorch's`() throws {
    let reference = try Reference("schedule", file: "training/training")
    func rates(_ schedule: RateSchedule) -> [Double] {
      (0...10).map { 1e-2 * schedule.factor(epoch: $0, of: 10) }
    }
    try expectClose(rates(.cosine(end: 0.01)), reference.reals("cosine"), absolute: 1e-15)
    try expectClose(rates(.step(every: 3, factor: 0.5)), reference.reals("step"), absolute: 1e-15)
    #expect(rates(.constant) == [Double](repeating: 1e-2, count: 11))
    // PyTorch's would rise again.
    #expect(RateSchedule.cosine(end: 0.01).factor(epoch: 15, of: 10) == 0.01)
  }

  @Test func `A gradient within the limit is not clipped`() {
    #expect(clippingScale(norm: 0.3, limit: 0.5) == 1)
    #expect(abs(clippingScale(norm: 2, limit: 0.5) - 0.25) < 1e-6)
  }

  @Test func `Norms and steps have the same bits at any number of threads`() {
    var generator = Generator(seed: 9)
    let start = (0..<300_001).map { _ in Float(generator.normal()) }
    let gradient = start.map { $0 * $0 - 1 }
    #expect(euclideanNorm(gradient, threads: 1) == euclideanNorm(gradient, threads: 3))
    func stepped(threads: Int) -> [Float] {
      var (parameters, gradient) = (start, gradient)
      var optimizer = AdamW(count: start.count, learningRate: 0.1, weightDecay: .decoupled(0.1))
      optimizer.step(&parameters, &gradient, threads: threads)
      return parameters
    }
    #expect(stepped(threads: 1) == stepped(threads: 3))
  }

  @Test(arguments: [(0.5, 2), (0.1, 0)])
  func `The plateau rule gives the reference rates, bad numbers included`(
    factor: Double, patience: Int
  ) throws {
    let reference = try Reference("plateau")
    var schedule = PlateauSchedule(factor: factor, patience: patience)
    var rate = 1e-2
    var rates: [Double] = []
    for loss in try reference.reals("losses") {
      rate = schedule.rate(after: loss, current: rate)
      rates.append(rate)
    }
    try expectClose(rates, reference.reals("rates_\(patience)"), absolute: 1e-18)
  }

  @Test func `Early stopping ends after its patience and knows the best epoch`() {
    var rule = EarlyStopping(patience: 2)
    let losses = [1, 2, .nan, 0.5, 0.5, 0.6]
    let better = losses.enumerated().map { rule.note($1, epoch: $0, counting: $0 > 1) }
    #expect(better == [true, false, false, true, false, false])
    #expect(rule.isOver && rule.bestEpoch == 3 && rule.best == 0.5 && rule.badEpochs == 2)
    var warming = EarlyStopping(patience: 1)
    for epoch in 0..<5 { _ = warming.note(Double(epoch), epoch: epoch, counting: false) }
    #expect(!warming.isOver && warming.bestEpoch == 0)
    var patient = EarlyStopping(patience: 0)
    for epoch in 0..<100 { _ = patient.note(1, epoch: epoch, counting: true) }
    #expect(!patient.isOver)
  }

  @Test func `Annealing rises from 0 in equal steps and stays`() {
    let annealing = Annealing(final: 4, epochs: 20)
    #expect((0...3).map { annealing.weight(epoch: $0) } == [0, 0.2, 0.4, 0.6])
    #expect(annealing.weight(epoch: 20) == 4 && annealing.weight(epoch: 500) == 4)
    #expect(Annealing(final: 1, epochs: 0).weight(epoch: 0) == 1)
    #expect(!annealing.isOver(epoch: 19) && annealing.isOver(epoch: 20))
  }

  @Test func `Cyclical annealing rises in a share of each cycle, and stays after the last`() {
    let annealing = Annealing(final: 2, epochs: 10, cycles: 3, rise: 0.5)
    let cycle = [0, 0.4, 0.8, 1.2, 1.6, 2, 2, 2, 2, 2]
    expectClose(
      (0..<30).map { annealing.weight(epoch: $0) }, cycle + cycle + cycle, absolute: 1e-12)
    #expect(!annealing.isOver(epoch: 29) && annealing.isOver(epoch: 30))
    #expect(annealing.weight(epoch: 30) == 2)
  }

  @Test
  func `Every epoch takes every row once, in an order of its own, and no batch is of one row`() {
    let rows = Array(stride(from: 5, to: 104, by: 3))
    #expect(rows.count == 33)
    let first = batches(of: rows, size: 8, seed: 1, epoch: 0)
    #expect(first.map(\.count) == [8, 8, 8, 9])
    #expect(first.flatMap { $0 }.sorted() == rows)
    #expect(first == batches(of: rows, size: 8, seed: 1, epoch: 0))
    #expect(first != batches(of: rows, size: 8, seed: 1, epoch: 1))
    #expect(first != batches(of: rows, size: 8, seed: 2, epoch: 0))
  }
}
