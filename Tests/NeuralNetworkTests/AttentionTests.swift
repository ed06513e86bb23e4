import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Attention")
struct AttentionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let (features, otherFeatures, heads): (Int, Int, Int)
    let (tokens, others): (Int, Int)
    var seen: [Bool]?

    var testDescription: String { name }

    static let all = [
      Case(name: "cross", features: 16, otherFeatures: 16, heads: 8, tokens: 3, others: 5),
      Case(
        name: "masked", features: 8, otherFeatures: 8, heads: 2, tokens: 3, others: 5,
        seen: [true, true, true, false, false, true, true, true, true, false]),
      Case(name: "other_width", features: 8, otherFeatures: 6, heads: 4, tokens: 2, others: 3),
    ]

    func layer(_ layout: inout Layout) -> MultiHeadAttention {
      MultiHeadAttention(
        "a", features: features, otherFeatures: otherFeatures, heads: heads, in: &layout)
    }
  }

  @Test(arguments: Case.all) func `Values and gradients are PyTorch's`(a: Case) throws {
    let reference = try Reference("attention/\(a.name)", file: "training/training")
    var layout = Layout()
    let layer = a.layer(&layout)
    let parameters = Parameters(
      layout, values: try reference.reals("parameters").map { Float($0) })
    let (x, other) = (
      try reference.matrix("x", columns: a.tokens * a.features),
      try reference.matrix("other", columns: a.others * a.otherFeatures)
    )
    for threads in [1, 2] {
      var pass = Pass(layout, seed: 1, threads: threads)
      let (y, cache) = layer.forward(x, over: other, seen: a.seen, parameters, &pass)
      try expectClose(y.elements, reference.reals("y"), relative: 2e-6, "y")
      #expect(layer.apply(x, over: other, seen: a.seen, parameters, &pass) == y)
      var gradients = [Float](repeating: 0, count: layout.parameterCount)
      let (dx, dOther) = layer.backward(
        try reference.matrix("dy", columns: y.columns), cache, parameters,
        accumulatingInto: &gradients, &pass)
      try expectClose(dx.elements, reference.reals("dx"), relative: 5e-6, "dx")
      try expectClose(dOther.elements, reference.reals("dother"), relative: 5e-6, "dother")
      try expectClose(gradients, reference.reals("gradient"), relative: 5e-6, "gradient")
    }
  }

  @Test func `What may not be seen changes nothing, and a row that sees nothing gets the bias`() {
    let a = Case.all[1]
    var layout = Layout()
    let layer = a.layer(&layout)
    var parameters = Parameters(layout, seed: 1)
    for i in 0..<8 { parameters.values[parameters.values.count - 8 + i] = Float(i) }
    var generator = Generator(seed: 2)
    func draw(_ columns: Int) -> Matrix {
      Matrix(
        rows: 2, columns: columns,
        elements: (0..<(2 * columns)).map { _ in Float(generator.normal()) })
    }
    let (x, other) = (draw(3 * 8), draw(5 * 8))
    var pass = Pass(layout, seed: 1)
    var changed = other
    for j in (3 * 8)..<(5 * 8) { changed[0, j] = 1e6 }
    let seen = a.seen
    #expect(
      layer.apply(x, over: other, seen: seen, parameters, &pass)
        == layer.apply(x, over: changed, seen: seen, parameters, &pass))
    let blind = [Bool](repeating: false, count: 5) + [Bool](repeating: true, count: 5)
    let y = layer.apply(x, over: other, seen: blind, parameters, &pass)
    #expect(y.row(0) == (0..<24).map { Float($0 % 8) })
    #expect(y.row(1) != y.row(0))
  }

  @Test func `Steps take no fresh memory after the second`() {
    let a = Case.all[0]
    var layout = Layout()
    let layer = a.layer(&layout)
    let parameters = Parameters(layout, seed: 1)
    var pass = Pass(layout, seed: 1)
    var gradients = parameters.values
    func step() {
      let x = pass.workspace.matrix(rows: 2, columns: 48)
      let other = pass.workspace.matrix(rows: 2, columns: 80)
      let (y, cache) = layer.forward(x, over: other, parameters, &pass)
      let (dx, dOther) = layer.backward(
        y, cache, parameters, accumulatingInto: &gradients, &pass)
      pass.workspace.recycle(dx)
      pass.workspace.recycle(dOther)
    }
    // In the second step memory that was given back may serve what is somewhat smaller.
    for _ in 0..<2 { step() }
    let allocations = pass.workspace.allocations
    for _ in 0..<3 { step() }
    #expect(pass.workspace.allocations == allocations)
  }
}
