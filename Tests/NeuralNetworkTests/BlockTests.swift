import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

@Suite("Blocks")
struct BlockTests {
  static let settings = [
    BlockSettings(),
    BlockSettings(activation: .leakyReLU(slope: 0.1), dropout: 0.3),
    BlockSettings(dropout: 0.3, dropsChannels: true),
    BlockSettings(batchNorm: false, dropout: 0.25),
    BlockSettings(batchNorm: false, activation: .identity),
    BlockSettings(activation: .gelu, dropout: 0.3),
  ]

  /// A map of 11 channels, so that rows are no multiples of a vector, with means far from 0.
  @Test(arguments: settings)
  func `A block in one pass is its layers one after another`(settings: BlockSettings) {
    let map = MapShape(height: 3, width: 5, channels: 2)
    let axis = WindowAxis(kernel: 2)
    var layout = Layout()
    let convolution = Convolution(
      "b", input: map, channels: 11, vertical: axis, horizontal: axis, in: &layout)
    let block = Block("b", convolution, settings, in: &layout)
    var separate = Layout()
    _ = Convolution("b", input: map, channels: 11, vertical: axis, horizontal: axis, in: &separate)
    let norm =
      settings.batchNorm ? BatchNorm("b.norm", features: 11, in: &separate) : nil
    let dropout = Dropout(
      "b.dropout", rate: settings.dropout, channels: settings.dropsChannels ? 11 : nil)

    var parameters = Parameters(layout, seed: 3)
    for i in convolution.bias.range { parameters.values[i] += 20 }
    var generator = Generator(seed: 4)
    func draw(_ columns: Int) -> Matrix {
      Matrix(
        rows: 9, columns: columns,
        elements: (0..<(9 * columns)).map { _ in Float(generator.normal()) })
    }
    let (x, upstream) = (draw(map.count), draw(convolution.output.count))
    var pass = Pass(layout, seed: 1)
    let (y, cache) = block.forward(x, parameters, &pass)
    var gradients = [Float](repeating: 0, count: layout.parameterCount)
    let dx = block.backward(upstream, cache, parameters, accumulatingInto: &gradients, &pass)
    let applied = block.apply(x, parameters, &pass)

    var other = Pass(layout, seed: 1)
    var otherGradients = [Float](repeating: 0, count: layout.parameterCount)
    var (h, affineCache) = convolution.forward(x, parameters, &other)
    var normCache: BatchNorm.Cache?
    if let norm { (h, normCache) = norm.forward(h, parameters, &other) }
    let (active, activationCache) = settings.activation.forward(h, parameters, &other)
    let expected = dropout.forward(active, parameters, &other).y
    expectClose(y.elements, expected.elements.map { Double($0) }, relative: 1e-6, "y")
    #expect(pass.statistics == other.statistics)

    var d = dropout.backward(
      upstream, (), parameters, accumulatingInto: &otherGradients, &other)
    d = settings.activation.backward(
      d, activationCache, parameters, accumulatingInto: &otherGradients, &other)
    if let norm, let normCache {
      d = norm.backward(d, normCache, parameters, accumulatingInto: &otherGradients, &other)
    }
    d = convolution.backward(
      d, affineCache, parameters, accumulatingInto: &otherGradients, &other)
    expectClose(dx.elements, d.elements.map { Double($0) }, relative: 2e-6, "dx")
    expectClose(gradients, otherGradients.map { Double($0) }, relative: 2e-6, "gradients")

    var used = convolution.apply(x, parameters, &other)
    if let norm { used = norm.apply(used, parameters, &other) }
    used = settings.activation.apply(used, parameters, &other)
    expectClose(applied.elements, used.elements.map { Double($0) }, relative: 1e-6, "applied")
  }

  @Test func `A batch norm keeps its digits where means are large`() {
    var layout = Layout()
    let norm = BatchNorm("n", features: 3, in: &layout)
    let parameters = Parameters(layout, seed: 1)
    var generator = Generator(seed: 2)
    let values = (0..<3000).map { _ in Float(generator.normal()) }
    var pass = Pass(layout, seed: 1)
    func normalized(offset: Float) -> [Float] {
      norm.forward(
        Matrix(rows: 1000, columns: 3, elements: values.map { $0 + offset }), parameters, &pass
      ).y.elements
    }
    // Adding 1,000 rounds the values themselves by 6e-5/2.
    expectClose(
      normalized(offset: 1000), normalized(offset: 0).map { Double($0) }, relative: 1e-4)
  }
}
