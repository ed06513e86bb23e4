import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

/// Small batches go another way than large ones; either way y = x·Wᵀ + b.
@Suite("Dense layers")
struct DenseTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let rows, inputs, outputs: Int
    var testDescription: String { "\(rows) × \(inputs) → \(outputs)" }
  }

  static let shapes = [
    (1, 1, 1), (3, 7, 5), (8, 8, 6), (16, 256, 48), (17, 257, 49), (31, 700, 13), (32, 64, 1205),
    (48, 513, 12), (63, 20, 100), (64, 40, 7), (65, 40, 7), (130, 33, 19),
  ].map { Shape(rows: $0.0, inputs: $0.1, outputs: $0.2) }

  @Test(arguments: shapes)
  func `Outputs are the sums by the definition, at any number of workers`(shape: Shape) {
    var generator = Generator(seed: 4)
    let x = (0..<(shape.rows * shape.inputs)).map { _ in Float(generator.normal()) }
    var layout = Layout()
    let layer = Dense("d", inputs: shape.inputs, outputs: shape.outputs, in: &layout)
    let parameters = Parameters(layout, seed: 5)
    func output(threads: Int) -> [Float] {
      var pass = Pass(layout, seed: 1, threads: threads)
      return layer.forward(
        Matrix(rows: shape.rows, columns: shape.inputs, elements: x), parameters, &pass
      ).y.elements
    }
    let y = output(threads: 1)
    let (weight, bias) = (layer.weight, layer.bias)
    let definition = (0..<(shape.rows * shape.outputs)).map { index in
      let (row, unit) = (index / shape.outputs, index % shape.outputs)
      return (0..<shape.inputs).reduce(Double(parameters.values[bias.offset + unit])) {
        $0 + Double(x[row * shape.inputs + $1])
          * Double(parameters.values[weight.offset + unit * shape.inputs + $1])
      }
    }
    expectClose(y, definition, relative: 1e-5)
    #expect(output(threads: 3) == y)
  }
}
