import LinearAlgebra
import NeuralNetwork
import Testing

@Suite("Parameters")
struct ParametersTests {
  private func stack(_ layout: inout Layout) -> Stack {
    Stack(
      "encoder", inputs: 3, widths: [5, 4], BlockSettings(batchNorm: true, dropout: 0), in: &layout)
  }

  @Test func `Slots have stable names and lie side by side`() {
    var layout = Layout()
    _ = stack(&layout)
    #expect(
      layout.parameters.map(\.name) == [
        "encoder.0.weight", "encoder.0.bias", "encoder.0.norm.weight", "encoder.0.norm.bias",
        "encoder.1.weight", "encoder.1.bias", "encoder.1.norm.weight", "encoder.1.norm.bias",
      ])
    #expect(
      layout.statistics.map(\.name) == [
        "encoder.0.norm.running_mean", "encoder.0.norm.running_variance",
        "encoder.1.norm.running_mean", "encoder.1.norm.running_variance",
      ])
    #expect(layout.parameterCount == (3 * 5 + 5 + 10) + (5 * 4 + 4 + 8))
    #expect(layout.statisticCount == 10 + 8)
    for (slot, next) in zip(layout.parameters, layout.parameters.dropFirst()) {
      #expect(slot.range.upperBound == next.offset)
    }
  }

  @Test func `Weights and biases start uniform within one over the root of the inputs`() {
    var layout = Layout()
    let dense = Dense("d", inputs: 400, outputs: 300, in: &layout)
    let parameters = Parameters(layout, seed: 7)
    let weights = parameters.values[dense.weight.range].map { Double($0) }
    #expect(parameters.values.allSatisfy { abs($0) <= 0.05 })
    #expect(parameters.values[dense.bias.range].contains { abs($0) > 0.04 })
    let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    #expect(abs(variance / (0.05 * 0.05 / 3) - 1) < 0.02)
  }

  @Test func `The start depends on the seed and names, not on threads or other layers`() {
    var layout = Layout()
    let first = Dense("a", inputs: 1200, outputs: 1000, in: &layout)
    #expect(Parameters(layout, seed: 1, threads: 1) == Parameters(layout, seed: 1, threads: 3))
    #expect(Parameters(layout, seed: 1) != Parameters(layout, seed: 2))
    var other = Layout()
    _ = Dense("b", inputs: 3, outputs: 2, in: &other)
    let second = Dense("a", inputs: 1200, outputs: 1000, in: &other)
    #expect(
      Parameters(layout, seed: 1).values[first.weight.range]
        == Parameters(other, seed: 1).values[second.weight.range])
  }

  @Test func `The last parameter whose gradient is not finite is named`() {
    var layout = Layout()
    _ = stack(&layout)
    var values = Parameters(layout, seed: 1).values
    #expect(layout.lastNonFinite(in: values) == nil)
    values[layout.parameters[5].offset] = .nan
    #expect(layout.lastNonFinite(in: values) == "encoder.1.bias")
  }
}
