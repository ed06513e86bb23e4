import LinearAlgebra
import NeuralNetwork
import Randomness
import Testing

@Suite("Activations, norms and embeddings")
struct ActivationTests {
  static let activations: [(String, Activation)] = [
    ("relu", .relu), ("leaky", .leakyReLU(slope: 0.2)), ("gelu", .gelu), ("tanh", .tanh),
    ("sigmoid", .sigmoid),
  ]

  @Test(arguments: activations)
  func `An activation's values and derivatives are the reference's`(
    name: String, activation: Activation
  ) throws {
    try checkReference(activation, Layout(), "activation/\(name)", inputs: 6)
    checkGradients(rows: 5, columns: 6, awayFromZero: true) { _ in activation }
    var pass = Pass(Layout(), seed: 1)
    let parameters = Parameters(Layout(), seed: 1)
    let extremes = Matrix(rows: 1, columns: 4, elements: [-200, -0.0, 0, 200])
    let (y, _) = activation.forward(extremes, parameters, &pass)
    #expect(y.firstNonFiniteRow == nil)
    #expect(activation.apply(extremes, parameters, &pass) == y)
  }

  @Test func `Batch norm of a map is the reference's, over samples and positions`() throws {
    var layout = Layout()
    let norm = BatchNorm("n", features: 3, in: &layout)
    try checkReference(norm, layout, "map_norm", inputs: 90)
    checkGradients(rows: 1, columns: 12) { BatchNorm("n", features: 3, in: &$0) }
  }

  @Test func `Layer norm is the reference's, and its backward pass the derivative`() throws {
    var layout = Layout()
    let norm = LayerNorm("n", features: 6, in: &layout)
    try checkReference(norm, layout, "layer_norm", inputs: 24)
    checkGradients(rows: 3, columns: 10) { LayerNorm("n", features: 5, in: &$0) }
    let parameters = Parameters(layout, seed: 1)
    var pass = Pass(layout, seed: 1)
    let x = Matrix(rows: 1, columns: 6, elements: [1, 2, 3, 4, 5, 9])
    #expect(norm.apply(x, parameters, &pass) == norm.forward(x, parameters, &pass).y)
  }

  @Test func `An embedding gives its rows, and each row the gradients of all its uses`() {
    var layout = Layout()
    let embedding = Embedding("e", count: 3, features: 2, in: &layout)
    #expect(layout.parameterCount == 6)
    let parameters = Parameters(layout, values: [1, 2, 3, 4, 5, 6])
    var workspace = Workspace()
    let y = embedding.vectors(of: [2, 0, 2], parameters, &workspace)
    #expect(y.elements == [5, 6, 1, 2, 5, 6])
    var gradients: [Float] = [1, 0, 0, 0, 0, 0]
    embedding.backward(
      Matrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6]), [2, 0, 2],
      accumulatingInto: &gradients, &workspace)
    #expect(gradients == [4, 4, 0, 0, 6, 8])
  }

  @Test func `An embedding starts standard normal`() {
    var layout = Layout()
    _ = Embedding("e", count: 500, features: 40, in: &layout)
    let values = Parameters(layout, seed: 8).values.map { Double($0) }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    // Five standard errors.
    #expect(abs(mean) < 5 / 20_000.0.squareRoot() && abs(variance - 1) < 5 * 0.01)
  }

  @Test func `Channel dropout drops whole channels of a sample, its share of them`() {
    let dropout = Dropout("d", rate: 0.25, channels: 50)
    var pass = Pass(Layout(), seed: 3)
    let parameters = Parameters(Layout(), seed: 0)
    let (y, _) = dropout.forward(
      Matrix(rows: 40, columns: 6 * 50, repeating: 1), parameters, &pass)
    var dropped = 0
    for row in 0..<40 {
      for channel in 0..<50 {
        let values = Set((0..<6).map { y[row, $0 * 50 + channel] })
        #expect(values == [0] || values == [1 / 0.75])
        if values == [0] { dropped += 1 }
      }
    }
    // Five standard deviations of a share of 2,000.
    #expect(abs(Double(dropped) / 2000 - 0.25) < 5 * (0.25 * 0.75 / 2000).squareRoot())
    checkGradients(rows: 6, columns: 12) { _ in Dropout("d", rate: 0.4, channels: 4) }
  }
}
